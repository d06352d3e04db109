"""Who calls: the one place that decides it."""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeAlias

from grpc_service.requests import Context
from todo_k8s.domain.model import Principal
from todo_k8s.server.rate_limit import RateLimit

LOCAL = Principal("local")

Identify: TypeAlias = Callable[[Context], Awaitable[Principal]]

# Of the call that runs: each has a task of its own. It has no default, so that who was not admitted is nobody.
_caller: ContextVar[Principal] = ContextVar("caller")


def caller(_context: Context) -> Principal:
    return _caller.get()


async def local(_context: Context) -> Principal:
    """Without an identity provider whoever reaches the server is its one user. This is why it then listens on loopback
    only, unless its operator says otherwise."""
    return LOCAL


async def always() -> None:
    """Needs nothing."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Finds out who calls, before anything else of a call is looked at. `identify` and `limit` raise Refused; `ping`
    raises as long as nobody could be admitted."""

    identify: Identify = local
    limit: RateLimit | None = None
    ping: Callable[[], Awaitable[None]] = always

    async def admit(self, context: Context) -> None:
        principal = await self.identify(context)
        if self.limit:
            self.limit.take(principal.user)
        _caller.set(principal)
