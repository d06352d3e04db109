"""What was measured: stretches of calls, in rounds, and what follows from several of them."""

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from todo_benchmarks.load import Seen

Kind: TypeAlias = tuple[str, str, int, str]
"""Store, work, clients and contestant."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One stretch of calls. Times in milliseconds, `cpu_micros` of the server's process for one call."""

    store: str
    work: str
    contestant: str
    clients: int
    round: int
    cpu_micros: float
    per_second: float
    p50: float
    p99: float

    @classmethod
    def of(cls, kind: Kind, number: int, seen: Seen) -> "Sample":
        """Raises RuntimeError where a call did not end with OK, or hardly one did end: a server that refuses is
        quick."""
        store, work, clients, contestant = kind
        if seen.failed or len(seen.latencies) < 2:
            ended = dict(seen.failed) or "too few calls; give more --seconds"
            raise RuntimeError(f"{contestant}, {work}, {clients} clients: {ended}")
        figures = (seen.cpu_micros(), seen.per_second(), seen.percentile(50), seen.percentile(99))
        return cls(store, work, contestant, clients, number, *(round(figure, 2) for figure in figures))

    @property
    def kind(self) -> Kind:
        return self.store, self.work, self.clients, self.contestant


@dataclass(frozen=True, slots=True)
class Ratio:
    """The median over the rounds, and how far the rounds were apart: a noisy run shows itself."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.least:.2f}–{self.most:.2f})"


def by_kind(samples: Iterable[Sample]) -> Mapping[Kind, list[Sample]]:
    """In the order in which the kinds first came."""
    kinds: dict[Kind, list[Sample]] = {}
    for each in samples:
        kinds.setdefault(each.kind, []).append(each)
    return kinds


def medians(samples: Iterable[Sample]) -> list[Sample]:
    """One of each kind."""
    return [_median(each) for each in by_kind(samples).values()]


def _median(samples: Sequence[Sample]) -> Sample:
    def of(figure: Callable[[Sample], float]) -> float:
        return round(statistics.median(map(figure, samples)), 2)

    return replace(
        samples[0],
        cpu_micros=of(lambda each: each.cpu_micros),
        per_second=of(lambda each: each.per_second),
        p50=of(lambda each: each.p50),
        p99=of(lambda each: each.p99),
    )


def cpu_ratio(dividends: Iterable[Sample], divisors: Iterable[Sample]) -> Ratio:
    """Of the CPU for one call, each round by itself: what disturbed one of them disturbed both."""
    divisor = {each.round: each.cpu_micros for each in divisors}
    found = [each.cpu_micros / divisor[each.round] for each in dividends]
    return Ratio(statistics.median(found), min(found), max(found))
