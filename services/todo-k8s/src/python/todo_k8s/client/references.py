"""Short references to tasks: the beginning of an id, as git has it for commits."""

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from os.path import commonprefix

SHORTEST = 4
SHOWN = 8
"""Characters of an id that are shown where they are enough to tell it from its neighbours."""


def short_references(ids: Collection[str]) -> dict[str, str]:
    """For each id its first eight characters, or as many more as tell it from the others."""
    if not ids:
        return {}
    ordered = sorted(set(ids))
    shared = [len(commonprefix(pair)) for pair in pairwise(ordered)]
    longest = [max(left, right) for left, right in zip([0, *shared], [*shared, 0], strict=True)]
    return {each: each[: max(SHOWN, length + 1)] for each, length in zip(ordered, longest, strict=True)}


def ids_with_prefix(ids: Iterable[str], prefix: str) -> Sequence[str]:
    return sorted({each for each in ids if each.startswith(prefix)})
