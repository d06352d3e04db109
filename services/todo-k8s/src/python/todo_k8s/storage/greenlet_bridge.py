"""Lets synchronous code await: it runs in a greenlet, and where it would block it hands an awaitable to the event loop.

The technique is that of SQLAlchemy's asyncio extension. It is for what is rare (docs/adr/0020): making a greenlet costs
more than all else here, since CPython asks the system for its stack, and gives that back.
"""

from collections.abc import Awaitable, Callable
from contextvars import copy_context
from typing import Any, TypeVar

from greenlet import getcurrent, greenlet

_Result = TypeVar("_Result")


async def in_greenlet(work: Callable[[], _Result]) -> _Result:
    """The result of `work`, which may call `wait_for`. Cancelling this raises CancelledError inside `work`."""
    worker = greenlet(work)
    # Its context variables would be nobody's, and the call's deadline is one.
    worker.gr_context = copy_context()
    handed: Any = worker.switch()
    while not worker.dead:
        try:
            answer = await handed
        except BaseException as error:
            handed = worker.throw(error)
        else:
            handed = worker.switch(answer)
    result: _Result = handed
    return result


def wait_for(awaitable: Awaitable[_Result]) -> _Result:
    """The result of the awaitable. Works in a greenlet that `in_greenlet` started."""
    loop_side = getcurrent().parent
    if loop_side is None:
        raise RuntimeError("wait_for() outside in_greenlet(): no event loop can be waited on from here")
    result: _Result = loop_side.switch(awaitable)
    return result
