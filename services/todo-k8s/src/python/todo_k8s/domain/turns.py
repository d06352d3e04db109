"""Long work in turns with that of other calls: there is one thread for all."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

T = TypeVar("T")

_AT_A_TIME = 50
"""What a filter of 50 words asks of so many tasks takes a millisecond; a page reads up to 2,000 of them."""


async def in_turns(items: Iterable[T]) -> AsyncIterator[T]:
    """The items, with a turn for other calls now and then."""
    for number, item in enumerate(items):
        # Not behind the last of them.
        if number and number % _AT_A_TIME == 0:
            await asyncio.sleep(0)
        yield item
