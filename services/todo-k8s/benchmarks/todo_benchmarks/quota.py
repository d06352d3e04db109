"""How many calls a second a server holds within 0.3 CPU, by a control group of the kernel (root on Linux)."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from todo_benchmarks.compare import Sizes, contestants_on
from todo_benchmarks.load import Work, open_loop
from todo_benchmarks.processes import Server
from todo_benchmarks.requests import COMPLETE

CPUS = 0.3
"""Of one CPU: the container's limit (services/todo-k8s/deploy/shared/common.libsonnet)."""
P99_MILLISECONDS = 100.0

_PERIOD = 100_000
_ROOT = Path("/sys/fs/cgroup")


@contextmanager
def limited(server: Server) -> Iterator[None]:
    """Raises PermissionError or FileNotFoundError where this process may make no control group."""
    group = _cpu_controller() / f"todo-benchmark-{os.getpid()}"
    group.mkdir()
    try:
        quota = int(CPUS * _PERIOD)
        if (group / "cpu.max").exists():
            (group / "cpu.max").write_text(f"{quota} {_PERIOD}")
        else:
            (group / "cpu.cfs_period_us").write_text(str(_PERIOD))
            (group / "cpu.cfs_quota_us").write_text(str(quota))
        _move(server, group)
        yield
    finally:
        _move(server, group.parent)
        group.rmdir()


def _cpu_controller() -> Path:
    """Version 1 has a folder for each controller, version 2 one tree for all."""
    return _ROOT / "cpu" if (_ROOT / "cpu").is_dir() else _ROOT


def _move(server: Server, group: Path) -> None:
    (group / "cgroup.procs").write_text(str(server.process.pid))


async def held(endpoint: str, sizes: Sizes) -> Mapping[tuple[str, str], float]:
    """By call and server, each measured at each rate for the `seconds`."""
    found = {}
    async with contestants_on(endpoint, sizes) as contestants:
        for each in contestants:
            with limited(each.server):
                for work in each.works:
                    if work.method != COMPLETE:
                        found[work.name, each.name] = await held_per_second(each.server, work, sizes.seconds)
    return found


async def held_per_second(server: Server, work: Work, seconds: float) -> float:
    """The greatest rate, to within a tenth, at which no call fails and 99 of 100 take less than 100 ms."""
    rate, step = 16.0, 2.0
    best = 0.0
    while step > 1.1:
        if await _holds(server, work, rate, seconds):
            best = rate
        else:
            # What is between the last rate that was held and this one is looked at in smaller steps.
            step = step**0.5
        rate = max(best, 8.0) * step
    return best


async def _holds(server: Server, work: Work, rate: float, seconds: float) -> bool:
    seen = await open_loop(server, work, rate, seconds)
    return not seen.failed and seen.percentile(99) < P99_MILLISECONDS
