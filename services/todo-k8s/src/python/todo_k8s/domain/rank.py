"""Fractional ranks: strings between any two of which there is room for another; they sort byte by byte."""

from os.path import commonprefix

from fractional_indexing import (  # type: ignore[import-untyped]
    BASE_62_DIGITS,
    generate_key_between,
    generate_n_keys_between,
    get_integer_length,
)

_VALUES = {digit: value for value, digit in enumerate(BASE_62_DIGITS)}


def after(last: str | None) -> str:
    """The rank that follows `last`, or the first one. 10,000 of them in a row stay within 4 characters."""
    return between(last, None)


def between(low: str | None, high: str | None) -> str:
    """A rank between the two; None is the end of all ranks on that side. It is long only where both are given: about
    one character for every 6 ranks that were put into the same gap."""
    rank: str = generate_key_between(low, high)
    return rank


def spread(low: str | None, high: str | None, count: int) -> list[str]:
    """So many ranks between the two, as short as they can be at even distances.

    `generate_n_keys_between` is even only at the ends: it halves strings, not distances, so that ranks which it gave
    anew again and again beside one task took 429 characters after 20,000 moves; these took 64.
    """
    if low is None or high is None:
        ranks: list[str] = generate_n_keys_between(low, high, count)
        return ranks
    shared = commonprefix([low, high])
    whole = max(get_integer_length(low[0]), get_integer_length(high[0]))
    width = max(1, whole - len(shared))
    while (room := _number(high, shared, width) - _number(low, shared, width)) <= count:
        width += 1
    start = _number(low, shared, width)
    return [_rank(shared, start + room * place // (count + 1), width) for place in range(1, count + 1)]


def _number(rank: str, shared: str, width: int) -> int:
    """What the digits behind the shared ones are worth."""
    number = 0
    for digit in rank[len(shared) : len(shared) + width].ljust(width, BASE_62_DIGITS[0]):
        number = number * len(BASE_62_DIGITS) + _VALUES[digit]
    return number


def _rank(shared: str, number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, digit = divmod(number, len(BASE_62_DIGITS))
        digits.append(BASE_62_DIGITS[digit])
    rank = shared + "".join(reversed(digits))
    # What the first character says is how many belong to the whole number; only behind those a zero says nothing.
    whole: int = get_integer_length(rank[0])
    return rank[:whole] + rank[whole:].rstrip(BASE_62_DIGITS[0])
