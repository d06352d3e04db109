"""What the service is to show, and whether it did."""

from collections.abc import Mapping
from dataclasses import dataclass

from todo_benchmarks.names import CEILING, NODE, SERVICE, WALKTHROUGH
from todo_benchmarks.samples import Ratio


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio of CPU for one call on DynamoDB Local: that of `other` to the service's own, `least` or more."""

    work: str
    other: str
    least: float

    def __str__(self) -> str:
        return f"{self.other} / {SERVICE} ≥ {self.least:g}"


GOALS = (
    Goal("Get", WALKTHROUGH, 2.5),
    Goal("Get", NODE, 1.3),
    Goal("Get", CEILING, 0.75),
    # The service's Create is a transaction of five items; a peer puts one.
    Goal("Create", WALKTHROUGH, 1.0),
    Goal("List 50", WALKTHROUGH, 3.0),
    Goal("List 50", NODE, 1.2),
    Goal("List 50", CEILING, 0.6),
)

MOST_GROWTH = 1.2
"""Of the CPU for one call, from the smallest number of tasks to the greatest."""


def verdict(met: Mapping[str, bool]) -> str:
    """In words, of a goal that may be met in some cases alone."""
    if all(met.values()):
        return "met"
    where = [case for case, is_met in met.items() if is_met]
    return f"met with {' and '.join(where)} only" if where else "**not met**"


def is_reached(goal: Goal, ratio: Ratio) -> bool:
    return ratio.median >= goal.least


def is_flat(ratio: Ratio) -> bool:
    return ratio.median <= MOST_GROWTH
