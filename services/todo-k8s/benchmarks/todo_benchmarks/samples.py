"""What was measured, and the medians of it."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from todo_benchmarks.load import Seen


@dataclass(frozen=True, slots=True)
class Sample:
    """One stretch of calls. Times in milliseconds, `cpu_micros` of the server's process for one call."""

    store: str
    work: str
    contestant: str
    clients: int
    cpu_micros: float
    per_second: float
    p50: float
    p99: float

    @classmethod
    def of(cls, store: str, work: str, contestant: str, clients: int, seen: Seen) -> "Sample":
        """Raises RuntimeError where a call did not end with OK: a server that refuses is quick."""
        if seen.failed:
            raise RuntimeError(f"{contestant}, {work}, {clients} clients: {dict(seen.failed)}")
        figures = (seen.cpu_micros(), seen.per_second(), seen.percentile(50), seen.percentile(99))
        return cls(store, work, contestant, clients, *(round(figure, 2) for figure in figures))


def median(samples: Sequence[Sample]) -> Sample:
    """Of samples that differ in their figures alone."""
    first = samples[0]

    def of(figures: Iterable[float]) -> float:
        return round(statistics.median(figures), 2)

    return Sample(
        first.store,
        first.work,
        first.contestant,
        first.clients,
        of(each.cpu_micros for each in samples),
        of(each.per_second for each in samples),
        of(each.p50 for each in samples),
        of(each.p99 for each in samples),
    )


def medians(samples: Iterable[Sample]) -> list[Sample]:
    """One of each kind, in the order in which the kinds first came."""
    kinds: dict[tuple[str, str, int, str], list[Sample]] = {}
    for each in samples:
        kinds.setdefault((each.store, each.work, each.clients, each.contestant), []).append(each)
    return [median(each) for each in kinds.values()]
