"""What a command of the client takes: calls, time, and CPU of both processes. Printed, never asserted."""

import os
import re
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pexes import Server

_CALL = re.compile(r" call method=todo\.v1\.")


@contextmanager
def printed_cost(what: str, running: Server, log: Path) -> Iterator[None]:
    """Of all client commands inside, by the server's access log and the processes' own accounts."""
    calls, client, served, started = _calls(log), _client_seconds(), _server_seconds(running), time.monotonic()
    yield
    seconds = time.monotonic() - started
    client, served = _client_seconds() - client, _server_seconds(running) - served
    print(f"{what}: {_calls(log) - calls:,} calls, {seconds:.1f} s, CPU {served:.1f} s server, {client:.1f} s client")


def _calls(log: Path) -> int:
    return len(_CALL.findall(log.read_text()))


def _client_seconds() -> float:
    """Of the processes that have ended; the server has not."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _server_seconds(running: Server) -> float:
    """0 where there is no /proc."""
    account = Path(f"/proc/{running.process.pid}/stat")
    if not account.exists():
        return 0.0
    user, system = account.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
