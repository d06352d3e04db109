"""Lets synchronous code await: it runs in a greenlet, and where it would block it hands an awaitable to the event loop.

The technique is that of SQLAlchemy's asyncio extension. Here a greenlet serves one piece of work after another, because
making one costs more than all else in this file: CPython asks the system for its stack, and gives that back.
"""

import threading
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from typing import Any, TypeVar

from greenlet import getcurrent, greenlet

_Result = TypeVar("_Result")

_MOST_IDLE = 128


class _Idle(threading.local):
    """The greenlets that wait for work. They cannot leave the thread that made them."""

    def __init__(self) -> None:
        self.workers: list[greenlet] = []


_idle = _Idle()


class _Done:
    """What a greenlet hands over last. It keeps hold of this until the next work comes, so the result is taken out."""

    __slots__ = ("result",)

    def __init__(self, result: Any) -> None:
        self.result = result

    def take(self) -> Any:
        result, self.result = self.result, None
        return result


async def in_greenlet(work: Callable[[], _Result]) -> _Result:
    """The result of `work`, which may call `wait_for`. Cancelling this raises CancelledError inside `work`."""
    workers = _idle.workers
    worker = workers.pop() if workers else greenlet(_serve)
    worker.parent = getcurrent()
    # Its context variables would be nobody's, or an earlier caller's, and the call's deadline is one.
    worker.gr_context = copy_context()
    # An error of the work ends the greenlet, and is raised here.
    handed: Any = worker.switch(work)
    while not isinstance(handed, _Done):
        try:
            answer = await handed
        except BaseException as error:
            handed = worker.throw(error)
        else:
            handed = worker.switch(answer)
    worker.gr_context = None
    if len(workers) < _MOST_IDLE:
        workers.append(worker)
    result: _Result = handed.take()
    return result


def wait_for(awaitable: Awaitable[_Result]) -> _Result:
    """The result of the awaitable. Works in a greenlet that `in_greenlet` started."""
    loop_side = getcurrent().parent
    if loop_side is None:
        raise RuntimeError("wait_for() outside in_greenlet(): no event loop can be waited on from here")
    result: _Result = loop_side.switch(awaitable)
    return result


def _serve(work: Callable[[], object]) -> None:
    this = getcurrent()
    while this.parent is not None:
        done = _Done(work())
        del work
        work = this.parent.switch(done)
