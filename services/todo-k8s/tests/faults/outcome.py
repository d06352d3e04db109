"""How a call went, and what is wrong with that."""

import time
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from typing import Any

import grpc
from google.rpc.error_details_pb2 import ErrorInfo
from google.rpc.status_pb2 import Status
from grpc import StatusCode

LATE_SECONDS = 0.25
"""By how much a call may end after its deadline."""

NOTHING_DONE = {StatusCode.RESOURCE_EXHAUSTED, StatusCode.ABORTED}
"""With these the server says that nothing was changed."""

_ALLOWED = NOTHING_DONE | {StatusCode.OK, StatusCode.UNAVAILABLE, StatusCode.DEADLINE_EXCEEDED}


@dataclass(frozen=True)
class Outcome:
    """`status` is what the server said; None where the call is OK, and where the client gave up by itself."""

    rpc: str
    timeout: float
    seconds: float
    code: StatusCode
    status: Status | None = None

    def wrongs(self, late: float = LATE_SECONDS) -> Iterator[str]:
        """What no failure of the store may lead to."""
        if self.seconds > self.timeout + late:
            yield f"{self.rpc} took {self.seconds:.3f} s of {self.timeout:g} s"
        if self.code not in _ALLOWED:
            yield f"{self.rpc} ended with {self.code.name}: {self.status}"
        if self.code not in (StatusCode.OK, StatusCode.DEADLINE_EXCEEDED) and self.status is None:
            yield f"{self.rpc} ended with {self.code.name} without details"
        if self.status and self._details().count("google.rpc.ErrorInfo") != 1:
            yield f"{self.rpc} has not one ErrorInfo: {self.status}"
        if self.code is StatusCode.RESOURCE_EXHAUSTED and "google.rpc.RetryInfo" not in self._details():
            yield f"{self.rpc} has no RetryInfo: {self.status}"

    @property
    def reason(self) -> str:
        """The ErrorInfo's; empty where there is none."""
        info = ErrorInfo()
        found = any(detail.Unpack(info) for detail in (self.status.details if self.status else ()))
        return info.reason if found else ""

    def _details(self) -> list[str]:
        return [detail.TypeName() for detail in self.status.details] if self.status else []


async def measured(rpc: str, timeout: float, call: Awaitable[Any]) -> tuple[Outcome, Any]:
    """How the call went, and its answer, or None."""
    started = time.monotonic()
    try:
        answer = await call
    except grpc.aio.AioRpcError as error:
        seconds = time.monotonic() - started
        raw = dict(error.trailing_metadata()).get("grpc-status-details-bin")
        status = Status.FromString(raw) if isinstance(raw, bytes) else None
        return Outcome(rpc, timeout, seconds, error.code(), status), None
    return Outcome(rpc, timeout, time.monotonic() - started, StatusCode.OK), answer
