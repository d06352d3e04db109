"""How a command fails, in words for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from google.rpc.status_pb2 import Status

NOTHING: Mapping[str, str] = MappingProxyType({})


class Failure(Exception):
    """Ends the command: the message goes to stderr, one sentence; `exit_code` is one of `exit_codes`.

    `reason` is UPPER_SNAKE_CASE and stable, as in the ErrorInfo of the service (AIP-193); programs act on it.
    `violations` are pairs of a place (FILE:LINE, an option) and what is wrong there.
    """

    def __init__(
        self,
        message: str,
        exit_code: int,
        reason: str,
        metadata: Mapping[str, str] = NOTHING,
        violations: tuple[tuple[str, str], ...] = (),
        status: Status | None = None,
    ) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.reason = reason
        self.metadata = metadata
        self.violations = violations
        self.status = status
        """What the server answered, where it did: a `google.rpc.Status`."""
