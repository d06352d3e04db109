"""The tables that people read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from todo_benchmarks.goals import GOALS, MOST_GROWTH, Goal, is_flat, is_reached, verdict
from todo_benchmarks.names import DYNAMODB_LOCAL, SERVICE
from todo_benchmarks.quota import CPUS, P99_MILLISECONDS
from todo_benchmarks.samples import Ratio, Sample, by_kind, cpu_ratio, medians


def figures(samples: Sequence[Sample]) -> Iterator[str]:
    """Medians over the rounds."""
    yield "| store | call | clients | server | CPU a call, µs | calls a second | p50, ms | p99, ms |"
    yield "|---|---|---|---|---|---|---|---|"
    for each in medians(samples):
        yield (
            f"| {each.store} | {each.work} | {each.clients} | {each.contestant} | {each.cpu_micros:,.0f}"
            f" | {each.per_second:,.0f} | {each.p50:.1f} | {each.p99:.1f} |"
        )


def ratios(samples: Sequence[Sample]) -> Iterator[str]:
    """Of the goals, by each number of clients: the median over the rounds, and the least and the greatest of them."""
    clients = sorted({each.clients for each in samples})
    yield from _head("call", "ratio of the CPU of a call, goal", *map(_clients, clients), "")
    for goal in GOALS:
        found = {_clients(each): _ratio(samples, goal, each) for each in clients}
        met = {case: is_reached(goal, ratio) for case, ratio in found.items()}
        yield _row(goal.work, goal, *found.values(), verdict(met))


def _ratio(samples: Sequence[Sample], goal: Goal, clients: int) -> Ratio:
    kinds = by_kind(samples)
    other, own = (kinds[DYNAMODB_LOCAL, goal.work, clients, server] for server in (goal.other, SERVICE))
    return cpu_ratio(other, own)


def growth(samples: Sequence[Sample]) -> Iterator[str]:
    """Of the CPU for one call: at the smallest number of tasks, and each other one's ratio to it."""
    kinds = by_kind(samples)
    first, *others = dict.fromkeys(each.contestant for each in samples)
    yield from _head("store", "call", "clients", f"CPU a call, µs: {first}", *others, f"goal ≤ {MOST_GROWTH:g}")
    for store, work, clients in dict.fromkeys((each.store, each.work, each.clients) for each in samples):
        smallest = kinds[store, work, clients, first]
        found = {other: cpu_ratio(kinds[store, work, clients, other], smallest) for other in others}
        met = {other: is_flat(ratio) for other, ratio in found.items()}
        cpu = medians(smallest)[0].cpu_micros
        yield _row(store, work, clients, f"{cpu:,.0f}", *found.values(), verdict(met))


def held(found: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Calls a second, by call and server."""
    yield from _head("call", "server", f"calls a second held with p99 < {P99_MILLISECONDS:g} ms on {CPUS:g} CPU")
    for each in found:
        yield _row(each["work"], each["server"], f"{each['held']:,.0f}")


def units(found: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Capacity units a call, by call and server."""
    yield from _head("call", "server", "capacity units a call")
    for each in found:
        yield _row(each["work"], each["server"], f"{each['units']:.1f}")


def _clients(number: int) -> str:
    return "1 client" if number == 1 else f"{number} clients"


def _head(*cells: str) -> Iterator[str]:
    yield _row(*cells)
    yield "|" + "---|" * len(cells)


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"
