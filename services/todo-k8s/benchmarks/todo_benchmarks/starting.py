"""The CPU that a start takes: of the client's commands, and of the server until it serves."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from grpc_service.healthcheck import check
from todo_benchmarks.names import DYNAMODB_LOCAL, SQLITE
from todo_benchmarks.processes import Server, serving
from todo_k8s.storage.testing import ENVIRONMENT

CLIENT, PEX, IMAGE, REBUILD = "client, CPU", "server's pex, CPU", "server in its image, CPU", "rebuild, wall time"
VERSION, LIST, ADD = "version", "ls", "add"
BARE = "python -I -S -c pass"
"""On the interpreter that the pex runs on. As multiples of this, figures of fast and slow days can be compared."""

_AS_PYTHON = {"PEX_INTERPRETER": "1"}
_ASKED = {"_TODO_COMPLETE": "bash_complete", "COMP_WORDS": "todo l", "COMP_CWORD": "1"}
COMMANDS: Mapping[str, tuple[Sequence[str], Mapping[str, str]]] = {
    "nothing, in the pex": (["-c", "import os; os._exit(0)"], _AS_PYTHON),
    "import click, in the pex": (["-c", "import os, click; os._exit(0)"], _AS_PYTHON),
    ADD: ([ADD, "Buy milk"], {}),
    VERSION: ([VERSION], {}),
    "--timeout 5 version": (["--timeout", "5", VERSION], {}),
    "--help": (["--help"], {}),
    "completion of a word": ([], _ASKED),
    LIST: ([LIST], {}),
}
"""By what they are called, arguments and variables."""
PATIENCE = 60.0

_READINESS = "todo.v1.TaskService"
# As a pod that may write nothing but its store.
_CONTAINER = ("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--network=host")
_TABLE = "start"
_DATA = "--tmpfs=/data:uid=10001,mode=0700"


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds."""

    what: str
    of: str
    round: int
    seconds: float


def of_client(pex: Path, address: str, home: Path, rounds: int) -> Iterator[Taken]:
    """In turn. The first round does not count: the pex is unpacked and compiled in it, and the list made."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8", "TODO_SERVER": address}
    commands = {BARE: ([_interpreter(pex, environ), "-I", "-S", "-c", "pass"], environ)}
    commands |= {name: ([str(pex), *words], {**environ, **said}) for name, (words, said) in COMMANDS.items()}
    for number in range(-1, rounds):
        for name, (command, variables) in commands.items():
            seconds = _cpu_of(command, variables)
            if number >= 0:
                yield Taken(CLIENT, name, number, round(seconds, 4))


def of_server(pex: Path, image: str, endpoint: str, rounds: int) -> Iterator[Taken]:
    """In turn, SQLite with a new file each time. Without the name of an image that is left out."""
    subprocess.run([pex, "table", "create", *_of_dynamodb(endpoint)], check=True, stdout=subprocess.DEVNULL)
    for number in range(-1, rounds):
        for store in (SQLITE, DYNAMODB_LOCAL):
            with tempfile.TemporaryDirectory() as folder, started(pex, _options(store, folder, endpoint)) as server:
                found = [Taken(PEX, store, number, round(server.cpu_seconds(), 3))]
            if image:
                with contained(image, _options(store, "/data", endpoint)) as pid:
                    found.append(Taken(IMAGE, store, number, round(_cpu_seconds(pid), 3)))
            if number >= 0:
                yield from found


@contextmanager
def started(pex: Path, options: Sequence[str]) -> Iterator[Server]:
    """A server that has just come to serve."""
    with serving([str(pex), *options], {}) as server:
        _wait_until_it_serves(server.address)
        yield server


@contextmanager
def contained(image: str, options: Sequence[str]) -> Iterator[int]:
    """The number of the first process in a container that has just come to serve."""
    name = f"todo-benchmark-{uuid4().hex[:12]}"
    environ = [f"--env={variable}={value}" for variable, value in ENVIRONMENT.items()]
    run = ["docker", "run", "--rm", f"--name={name}", *_CONTAINER, _DATA, *environ, image, *options]
    with serving(run, {}) as server:
        try:
            _wait_until_it_serves(server.address)
            yield int(_docker("inspect", "--format={{.State.Pid}}", name))
        finally:
            _docker("rm", "--force", "--volumes", name)


def _options(store: str, folder: str, endpoint: str) -> Sequence[str]:
    kept = ("--store", f"sqlite:{folder}/todo.db") if store == SQLITE else _of_dynamodb(endpoint)
    return "--listen", "127.0.0.1:0", *kept


def _of_dynamodb(endpoint: str) -> Sequence[str]:
    return "--store", f"dynamodb:{_TABLE}", "--dynamodb-endpoint", endpoint


def _wait_until_it_serves(address: str) -> None:
    give_up = time.monotonic() + PATIENCE
    while not (found := check(address, _READINESS))[0]:
        if time.monotonic() > give_up:
            raise RuntimeError(found[1])
        time.sleep(0.02)


def _interpreter(pex: Path, environ: Mapping[str, str]) -> str:
    ask = [str(pex), "-c", "import sys; print(sys.executable)"]
    return subprocess.check_output(ask, env={**environ, **_AS_PYTHON}, text=True).strip()


def _cpu_of(command: Sequence[str], environ: Mapping[str, str]) -> float:
    process = subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} exited with {process.returncode}")
    return used.ru_utime + used.ru_stime


def _cpu_seconds(pid: int) -> float:
    """As `Server.cpu_seconds`."""
    return time.clock_gettime(~pid << 3 | 2)


def _docker(*arguments: str) -> str:
    return subprocess.run(["docker", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
