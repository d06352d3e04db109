"""The servers that are compared, each over a table of its own in one DynamoDB Local."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from google.protobuf.descriptor import FileDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet

from npm_packages import installed
from todo.v1 import task_service_pb2
from todo_benchmarks.peers.place import place
from todo_benchmarks.processes import PYTHON, Server, module, serving
from todo_k8s.storage.testing import ENVIRONMENT

TABLE = "todo-k8s"
_REGION = ENVIRONMENT["AWS_REGION"]
_NODE_FOLDER = Path(__file__).parent / "peers" / "node"


@contextmanager
def service(store: str, endpoint: str = "") -> Iterator[Server]:
    """The service itself. It logs no line for each call, as the peers do not."""
    environ = {"TODO_STORE": store, "TODO_DYNAMODB_ENDPOINT": endpoint, "TODO_LOG_LEVEL": "warning"}
    command = module("todo_k8s.server.main", "--listen", "127.0.0.1:0")
    with serving(command, {**PYTHON, **ENVIRONMENT, **environ}) as server:
        yield server


@contextmanager
def walkthrough(endpoint: str) -> Iterator[Server]:
    """Makes its table, as Node's does."""
    command = module("todo_benchmarks.peers.walkthrough", *place("walkthrough", endpoint, _REGION))
    with serving(command, {**PYTHON, **ENVIRONMENT}) as server:
        yield server


@contextmanager
def node(endpoint: str) -> Iterator[Server]:
    packages = installed(_NODE_FOLDER, "benchmark-peer")
    # A program finds its packages beside itself.
    program = packages / "server.js"
    program.write_bytes((_NODE_FOLDER / "server.js").read_bytes())
    with NamedTemporaryFile() as api:
        api.write(_descriptors())
        api.flush()
        command = ("node", str(program), "node", endpoint, _REGION, api.name)
        with serving(command, {**ENVIRONMENT, "NODE_ENV": "production", "NODE_NO_WARNINGS": "1"}) as server:
            yield server


@contextmanager
def reading(peer: str, endpoint: str, task: str) -> Iterator[Server]:
    """The `ceiling` or the `layers`, for reads of that task and of its list, in the service's own table."""
    command = module(f"todo_benchmarks.peers.{peer}", *place(TABLE, endpoint, _REGION), "--task", task)
    with serving(command, {**PYTHON, **ENVIRONMENT}) as server:
        yield server


def _descriptors() -> bytes:
    """The API as a FileDescriptorSet, every file after those that it imports."""
    files: dict[str, FileDescriptorProto] = {}

    def add(file: FileDescriptor) -> None:
        for each in file.dependencies:
            add(each)
        files.setdefault(file.name, FileDescriptorProto.FromString(file.serialized_pb))

    add(task_service_pb2.DESCRIPTOR)
    return FileDescriptorSet(file=files.values()).SerializeToString()
