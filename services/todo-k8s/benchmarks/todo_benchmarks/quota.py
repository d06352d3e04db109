"""How many calls a second a server holds within 0.3 CPU, by a control group of the kernel (root on Linux)."""

import os
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from todo_benchmarks.compare import Sizes, contestants_on
from todo_benchmarks.load import OPEN_LOOP_CLIENTS, Work, closed_loop, open_loop
from todo_benchmarks.processes import Server
from todo_benchmarks.requests import COMPLETE

CPUS = 0.3
"""Of one CPU: the container's limit (services/todo-k8s/deploy/shared/common.libsonnet)."""
P99_MILLISECONDS = 100.0
PROBES = 5

_PERIOD = 100_000
_ROOT = Path("/sys/fs/cgroup")
_NAME = "todo-benchmark"


async def held(endpoint: str, sizes: Sizes) -> Mapping[tuple[str, str], float]:
    """By call and server, each measured at each rate for the `seconds`. What is completed would have to be created
    first, within the limit, too: a completion is left out."""
    found = {}
    async with contestants_on(endpoint, sizes) as contestants:
        for each in contestants:
            for work in each.works:
                if work.method != COMPLETE:
                    found[work.name, each.name] = await _held_per_second(each.server, work, sizes.seconds)
    return found


async def _held_per_second(server: Server, work: Work, seconds: float) -> float:
    free = await closed_loop(server, work, OPEN_LOOP_CLIENTS, seconds)

    async def holds(rate: float) -> bool:
        # Once is enough: what else the machine does can only make it worse.
        return await _holds(server, work, rate, seconds) or await _holds(server, work, rate, seconds)

    with limited(server):
        # No rate can need more CPU than there is.
        return await greatest(holds, CPUS / free.cpu_micros() * 1e6)


async def _holds(server: Server, work: Work, rate: float, seconds: float) -> bool:
    seen = await open_loop(server, work, rate, seconds)
    return not seen.failed and seen.percentile(99) < P99_MILLISECONDS


async def greatest(holds: Callable[[float], Awaitable[bool]], most: float) -> float:
    """The greatest rate that was seen to hold, at most 1/32 of `most` below one that was not."""
    low, high = 0.0, most
    for _ in range(PROBES):
        rate = (low + high) / 2
        low, high = (rate, high) if await holds(rate) else (low, rate)
    return low


@contextmanager
def limited(server: Server) -> Iterator[None]:
    """Raises OSError where this process may make no control group."""
    # Version 1 has a folder for each controller, version 2 one tree for all.
    parent = _ROOT / "cpu" if (_ROOT / "cpu").is_dir() else _ROOT
    group = parent / f"{_NAME}-{os.getpid()}"
    group.mkdir()
    try:
        _limit(group)
        _move(server, group)
        yield
    finally:
        # A server that ended is in no group.
        with suppress(ProcessLookupError):
            _move(server, parent)
        group.rmdir()


def _limit(group: Path) -> None:
    quota = int(CPUS * _PERIOD)
    if (group / "cpu.cfs_quota_us").exists():
        (group / "cpu.cfs_period_us").write_text(str(_PERIOD))
        (group / "cpu.cfs_quota_us").write_text(str(quota))
    else:
        (group.parent / "cgroup.subtree_control").write_text("+cpu")
        (group / "cpu.max").write_text(f"{quota} {_PERIOD}")


def _move(server: Server, group: Path) -> None:
    (group / "cgroup.procs").write_text(str(server.process.pid))
