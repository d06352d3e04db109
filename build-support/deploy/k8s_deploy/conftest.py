"""A monorepo to deploy from, a cluster to deploy to, and a server that answers in the pods' place."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from grpc_service.testing_certificate import write_certificate
from k8s_deploy.testing_cluster import EMPTY, Cluster
from todo_k8s.server.tokens.testing_provider import AUDIENCE, ISSUER, key_set, token

KUBECTL = Path("build-support/deploy/k8s_deploy/testing/kubectl").resolve()
PARTS = ("build-support/jsonnet/common", "services/todo-k8s/deploy", "services/todo-k8s/scripts")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server to forward to."""
    with serving(tmp_path_factory.mktemp("server")) as port:
        yield port


@dataclass(frozen=True)
class Secure:
    """A server that asks for tokens, under TLS, with a certificate for the Service's name."""

    port: int
    token: str
    authority: Path


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secure]:
    home = tmp_path_factory.mktemp("secure")
    files, keys = write_certificate(home, hosts=["todo-k8s"]), home / "keys.json"
    keys.write_bytes(key_set())
    tokens = ("--identity", "jwt", "--jwt-issuer", ISSUER, "--jwt-audience", AUDIENCE, "--jwt-jwks", str(keys))
    tls = ("--tls-certificate", str(files.certificate), "--tls-key", str(files.key))
    with serving(home, *tokens, *tls) as port:
        yield Secure(port, token("deployer"), files.certificate)


@contextmanager
def serving(home: Path, *arguments: str) -> Iterator[int]:
    pex, store = str(Path("todo-k8s-server.pex").resolve()), f"sqlite:{home}/todo.db"
    command = [pex, "--listen", "127.0.0.1:0", "--store", store, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=home)
    assert process.stdout
    yield int(process.stdout.readline().rpartition(":")[2])
    process.terminate()
    process.wait(30)


@pytest.fixture
def cluster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: int, capsys: pytest.CaptureFixture[str]
) -> Cluster:
    for part in PARTS:
        shutil.copytree(part, tmp_path / "monorepo" / part)
    (tmp_path / "monorepo/dist").mkdir()
    (tmp_path / "monorepo/.gitignore").write_text("/dist/\n")
    (tmp_path / "monorepo/dist/todo-k8s-client.pex").symlink_to(Path("todo-k8s-client.pex").resolve())
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/kubectl").symlink_to(KUBECTL)
    (tmp_path / "cluster.json").write_text(json.dumps(EMPTY | {"forward": server}))
    monkeypatch.setenv("CLUSTER", str(tmp_path / "cluster.json"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path / "monorepo")
    return Cluster(tmp_path / "cluster.json", capsys)
