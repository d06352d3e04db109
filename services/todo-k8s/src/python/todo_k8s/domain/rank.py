"""Fractional ranks: strings between any two of which there is room for another; they sort byte by byte."""

from fractional_indexing import generate_key_between  # type: ignore[import-untyped]


def after(last: str | None) -> str:
    """The rank that follows `last`, or the first one. 10,000 of them in a row stay within 4 characters."""
    return between(last, None)


def between(low: str | None, high: str | None) -> str:
    """A rank between the two; None is the end of all ranks on that side."""
    rank: str = generate_key_between(low, high)
    return rank
