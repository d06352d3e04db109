"""Long work in turns with that of other calls: there is one thread for all."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Coroutine, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
U = TypeVar("U")

_AT_A_TIME = 50
"""What a filter of 50 words asks of so many tasks takes a millisecond; a page reads up to 2,000 of them."""


async def in_turns(items: Sequence[T]) -> AsyncIterator[Sequence[T]]:
    """The items, some at a time, with a turn for other calls in between."""
    for start in range(0, len(items), _AT_A_TIME):
        # Not behind the last of them.
        if start:
            await asyncio.sleep(0)
        yield items[start : start + _AT_A_TIME]


async def both(first: Awaitable[T], second: Coroutine[Any, Any, U]) -> tuple[T, U]:
    """What the two come to, awaited at the same time. Where one fails, its error is raised, and the other ends.

    `asyncio.gather` has a task for each of them, and lets the other go on.
    """
    other = asyncio.create_task(second)
    try:
        return await first, await other
    finally:
        # Where it is done, this says that nobody will ask how: asyncio would log an error of its.
        other.cancel()
