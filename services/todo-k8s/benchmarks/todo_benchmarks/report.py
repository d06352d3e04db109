"""The tables that people read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from todo_benchmarks.compare import DYNAMODB_LOCAL
from todo_benchmarks.contestants import CEILING, NODE, SERVICE, WALKTHROUGH
from todo_benchmarks.quota import CPUS, P99_MILLISECONDS
from todo_benchmarks.samples import Sample


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio of CPU for one call: `dividend`'s to `divisor`'s, which is to be `least` or more."""

    work: str
    dividend: str
    divisor: str
    least: float


GOALS = (
    Goal("Get", WALKTHROUGH, SERVICE, 2.5),
    Goal("Get", NODE, SERVICE, 1.3),
    Goal("Get", CEILING, SERVICE, 0.75),
    Goal("Create", WALKTHROUGH, SERVICE, 1.0),
    Goal("List 50", WALKTHROUGH, SERVICE, 3.0),
    Goal("List 50", NODE, SERVICE, 1.2),
    Goal("List 50", CEILING, SERVICE, 0.6),
)
"""What the service is to show on DynamoDB Local. Its Create is a transaction of five items; a peer puts one."""


def figures(samples: Sequence[Sample]) -> Iterator[str]:
    yield "| store | call | clients | server | CPU a call, µs | calls a second | p50, ms | p99, ms |"
    yield "|---|---|---|---|---|---|---|---|"
    for each in samples:
        yield (
            f"| {each.store} | {each.work} | {each.clients} | {each.contestant} | {each.cpu_micros:,.0f}"
            f" | {each.per_second:,.0f} | {each.p50:.1f} | {each.p99:.1f} |"
        )


def ratios(samples: Sequence[Sample]) -> Iterator[str]:
    """Of the goals, by each number of clients."""
    cpu = {
        (each.work, each.contestant, each.clients): each.cpu_micros for each in samples if each.store == DYNAMODB_LOCAL
    }
    clients = sorted({number for _, _, number in cpu})
    yield "| call | CPU of a call | goal | " + " | ".join(f"{number} clients" for number in clients) + " |"
    yield "|---|---|---|" + "---|" * len(clients)
    for goal in GOALS:
        found = (cpu[goal.work, goal.dividend, each] / cpu[goal.work, goal.divisor, each] for each in clients)
        cells = " | ".join(f"{ratio:.2f}" for ratio in found)
        yield f"| {goal.work} | {goal.dividend} / {goal.divisor} | ≥ {goal.least:g} | {cells} |"


def held(found: Mapping[tuple[str, str], float]) -> Iterator[str]:
    """Calls a second, by call and server."""
    yield f"| call | server | calls a second held with p99 < {P99_MILLISECONDS:g} ms on {CPUS:g} CPU |"
    yield "|---|---|---|"
    for (work, contestant), rate in found.items():
        yield f"| {work} | {contestant} | {rate:,.0f} |"


def units(found: Mapping[tuple[str, str], float]) -> Iterator[str]:
    """Capacity units a call, by call and server."""
    yield "| call | server | capacity units a call |"
    yield "|---|---|---|"
    for (work, contestant), used in found.items():
        yield f"| {work} | {contestant} | {used:.1f} |"
