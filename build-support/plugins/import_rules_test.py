"""Who may import what. The BUILD files are this repository's; the modules are stand-ins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import pytest

from pants_workspace import Ran, Workspace, workspace

CODE = "services/todo-k8s/src/python/todo_k8s"
PROTO = "services/todo-k8s/src/proto/todo/v1"
FOLDERS = {room: f"{CODE}/{room}" for room in ("client", "domain", "server", "server/tokens", "storage")}
FOLDERS["libs"] = "libs/grpc_service"
MODULES = {
    "todo_k8s.client.output": f"{CODE}/client/output.py",
    "todo_k8s.domain.model": f"{CODE}/domain/model.py",
    "todo_k8s.domain.tasks": f"{CODE}/domain/tasks.py",
    "todo_k8s.server.tasks": f"{CODE}/server/tasks.py",
    "todo_k8s.storage.dynamodb": f"{CODE}/storage/dynamodb.py",
    "todo_k8s.storage.sqlite": f"{CODE}/storage/sqlite.py",
    "todo_k8s.storage.table": f"{CODE}/storage/table.py",
    "grpc_service.handlers": "libs/grpc_service/handlers.py",
}
GIVEN = {
    "todo.v1.task_pb2": f"{PROTO}/task.proto",
    "aiohttp": "3rdparty/python#aiohttp",
    "botocore.session": "3rdparty/python#botocore",
    "cryptography.x509": "3rdparty/python#cryptography",
    "google.protobuf.message": "3rdparty/python#protobuf",
    "google.rpc.status_pb2": "3rdparty/python#googleapis-common-protos",
    "grpc": "3rdparty/python#grpcio",
    "httptools": "3rdparty/python#httptools",
    "jwt": "3rdparty/python#PyJWT",
    "pynamodb.models": "3rdparty/python#pynamodb",
    "pytest": "3rdparty/python#pytest",
}
OWNERS: Mapping[str, str] = MODULES | GIVEN
ALLOWED = {
    "client": {
        "todo_k8s.client.output",
        "grpc_service.handlers",
        "todo.v1.task_pb2",
        "google.protobuf.message",
        "google.rpc.status_pb2",
        "grpc",
    },
    "domain": {"todo_k8s.domain.model", "todo_k8s.domain.tasks", "todo_k8s.storage.table"},
    "libs": {"grpc_service.handlers", "google.protobuf.message", "google.rpc.status_pb2", "grpc"},
    "server": OWNERS.keys()
    - {"aiohttp", "botocore.session", "cryptography.x509", "httptools", "jwt", "pynamodb.models", "pytest"},
    "server/tokens": OWNERS.keys() - {"botocore.session", "httptools", "pynamodb.models", "pytest"},
    "storage": {
        "todo_k8s.domain.model",
        "todo_k8s.storage.dynamodb",
        "todo_k8s.storage.sqlite",
        "todo_k8s.storage.table",
        "botocore.session",
        "httptools",
        "pynamodb.models",
    },
}


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with workspace(tmp_path_factory.mktemp("imports")) as space:
        space.copy("libs/BUILD", f"{CODE}/BUILD")
        for folder in FOLDERS.values():
            space.write(f"{folder}/BUILD", "python_sources()\n")
        for path in MODULES.values():
            space.write(path, "")
        space.write(f"{PROTO}/BUILD", "protobuf_sources(grpc=True)\n")
        space.write(f"{PROTO}/task.proto", 'syntax = "proto3";\n\npackage todo.v1;\n')
        yield space


def importing(space: Workspace, room: str, modules: Iterable[str]) -> Ran:
    """Asks for the dependencies of a new file in the room that imports the modules."""
    path = f"{FOLDERS[room]}/importing.py"
    space.write(path, "".join(f"import {module}\n" for module in sorted(modules)))
    ran = space.pants("dependencies", path)
    (space.root / path).unlink()
    return ran


@pytest.mark.parametrize("room", FOLDERS)
def test_a_room_imports_what_it_may_and_nothing_else(space: Workspace, room: str) -> None:
    ran = importing(space, room, OWNERS)
    denied = re.findall(r"(?m)^    python_sources \S+ -> \S+ (\S+)$", ran.output)
    assert ran.code != 0
    assert {module for module, owner in OWNERS.items() if owner not in denied} == ALLOWED[room], ran.output


def test_an_import_that_nothing_owns_is_refused(space: Workspace) -> None:
    ran = importing(space, "domain", ["numpy"])
    assert ran.code != 0
    assert "UnownedDependencyError" in ran.output


def test_imports_that_are_allowed_pass(space: Workspace) -> None:
    assert importing(space, "domain", ALLOWED["domain"]).code == 0
