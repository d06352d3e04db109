"""Long work in turns with that of other calls: there is one thread for all."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TypeVar

T = TypeVar("T")

_AT_A_TIME = 50
"""What a filter of 50 words asks of so many tasks takes a millisecond; a page reads up to 2,000 of them."""


async def in_turns(items: Sequence[T]) -> AsyncIterator[Sequence[T]]:
    """The items, some at a time, with a turn for other calls in between."""
    for start in range(0, len(items), _AT_A_TIME):
        # Not behind the last of them.
        if start:
            await asyncio.sleep(0)
        yield items[start : start + _AT_A_TIME]
