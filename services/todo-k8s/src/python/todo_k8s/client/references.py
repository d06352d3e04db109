"""Short references to tasks: the beginning of an id, as git has it for commits.

The promise: a reference that someone noted never comes to mean another task. It means the one task of the list, active,
completed or deleted, whose id begins so, for as long as that task exists (a deleted one for 30 days more). Other tasks
that come, go, change or move do not matter, but for one whose id begins the same: then the reference is refused, and
more characters tell the two apart. Only a whole id may be shorter than `SHORTEST`: with eight digits of a UUID, a task
that has come since a noted one ceased to exist begins like it once in 4,000,000,000 times.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from os.path import commonprefix

SHORTEST = 8
"""Characters of an id that are shown, and asked for, where they are enough to tell it from its neighbours."""


def short_references(ids: Collection[str]) -> dict[str, str]:
    """For each id its first eight characters, or as many more as tell it from the others."""
    if not ids:
        return {}
    ordered = sorted(set(ids))
    shared = [len(commonprefix(pair)) for pair in pairwise(ordered)]
    longest = [max(left, right) for left, right in zip([0, *shared], [*shared, 0], strict=True)]
    return {each: each[: max(SHORTEST, length + 1)] for each, length in zip(ordered, longest, strict=True)}


def short(name: str) -> str:
    """For a sentence about one task, by its resource name."""
    return name.rpartition("/")[2][:SHORTEST]


def ids_with_prefix(ids: Iterable[str], prefix: str) -> Sequence[str]:
    """Those that a reference can mean: an id that is the prefix itself has no precedence over longer ones."""
    found = sorted({each for each in ids if each.startswith(prefix)})
    return found if len(prefix) >= SHORTEST else [each for each in found if each == prefix]
