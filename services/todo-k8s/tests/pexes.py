"""The two pexes as people run them: the server as a process of its own, the client a command at a time."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SERVER = Path("todo-k8s-server.pex").resolve()
CLIENT = Path("todo-k8s-client.pex").resolve()

_LISTENING = re.compile(r"listening on (\S+)")


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """A new user's: nothing of ours is exported."""
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "XDG_CACHE_HOME") if name in os.environ}
    return kept | {"PYTHONUNBUFFERED": "1"} | dict(extra)


@dataclass(frozen=True)
class Server:
    process: "subprocess.Popen[str]"
    address: str

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(30)

    def terminate(self) -> int:
        """Asks it to end, and returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def todo(self, *arguments: str, stdin: str = "", expect: int = 0) -> str:
        """Runs a client command against it and returns what it prints; fails unless it exits as expected."""
        return run_client("--server", self.address, *arguments, stdin=stdin, expect=expect)


def run_client(*arguments: str, stdin: str = "", expect: int = 0) -> str:
    """What the client prints; fails unless it exits as expected."""
    return _run(CLIENT, arguments, stdin, expect, {})


def run_server(*arguments: str, expect: int = 0, extra: Mapping[str, str] | None = None) -> str:
    """What a command of the server's pex prints; fails unless it exits as expected."""
    return _run(SERVER, arguments, "", expect, extra or {})


def _run(pex: Path, arguments: Sequence[str], stdin: str, expect: int, extra: Mapping[str, str]) -> str:
    done = subprocess.run(
        [pex, *arguments], input=stdin, capture_output=True, text=True, timeout=600, env=environment(extra)
    )
    assert done.returncode == expect, f"{pex.name} {arguments} exited {done.returncode}: {done.stderr}"
    return done.stdout


@contextmanager
def server(log: Path, *arguments: str, extra: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A server that listens; whatever it says goes to the log."""
    with log.open("w") as out:
        process = subprocess.Popen(
            [SERVER, "--listen", "127.0.0.1:0", *arguments],
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(extra or {}),
        )
    try:
        yield Server(process, _address(process, log))
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(30)


def _address(process: "subprocess.Popen[str]", log: Path) -> str:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and process.poll() is None:
        if match := _LISTENING.search(log.read_text()):
            return match[1]
        time.sleep(0.02)
    raise AssertionError(f"the server does not listen (exit code {process.poll()}): {log.read_text()}")
