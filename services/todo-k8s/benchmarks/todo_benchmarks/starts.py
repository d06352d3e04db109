"""All that is measured of starts and rebuilds, and what it is to be."""

import statistics
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from todo_benchmarks import rebuilding, starting
from todo_benchmarks.names import DYNAMODB_LOCAL, SQLITE
from todo_benchmarks.starting import CLIENT, IMAGE, LIST, REBUILD, VERSION, Taken

REBUILDS = 3
GOALS: Mapping[tuple[str, str], float] = {
    (CLIENT, VERSION): 0.06,
    (CLIENT, LIST): 0.25,
    (IMAGE, SQLITE): 1.0,
    (IMAGE, DYNAMODB_LOCAL): 1.0,
    **{(REBUILD, program): 6.0 for program in rebuilding.PROGRAMS},
}
"""Seconds at most."""


def all_of(folder: Path, endpoint: str, image: str, times: int) -> list[Taken]:
    with rebuilding.cloned(folder) as clone:
        server, client = (rebuilding.pex(clone, program) for program in rebuilding.PROGRAMS)
        options = ["--listen", "127.0.0.1:0", "--store", f"sqlite:{folder}/todo.db"]
        with starting.started(server, options) as serving:
            found = list(starting.of_client(client, serving.address, folder, times))
        found += starting.of_server(server, image, endpoint, times)
        return found + list(_rebuilds(clone))


def _rebuilds(clone: Path) -> Iterator[Taken]:
    for number in range(REBUILDS):
        for program in rebuilding.PROGRAMS:
            yield Taken(REBUILD, program, number, round(rebuilding.rebuilt(clone, program, number), 2))


def table(found: Iterable[Taken]) -> Iterator[str]:
    """Medians, with the least and the greatest."""
    yield "| what | of | milliseconds | goal | |"
    yield "|---|---|---|---|---|"
    kinds: dict[tuple[str, str], list[float]] = {}
    for each in found:
        kinds.setdefault((each.what, each.of), []).append(each.seconds * 1000)
    for (what, of), taken in kinds.items():
        median, goal = statistics.median(taken), GOALS.get((what, of))
        told = ("", "") if goal is None else (f"≤ {goal * 1000:,.0f}", _verdict(median <= goal * 1000))
        yield f"| {what} | {of} | {median:,.0f} ({min(taken):,.0f}–{max(taken):,.0f}) | {told[0]} | {told[1]} |"


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "**not met**"
