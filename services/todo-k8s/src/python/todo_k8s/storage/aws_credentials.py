"""AWS credentials from wherever botocore finds them, read and refreshed in a thread, never in the event loop."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Protocol

from botocore.credentials import Credentials, ReadOnlyCredentials

from todo_k8s.storage.table import Unavailable

RECHECK_AFTER = 60.0
"""Seconds. botocore renews temporary credentials 15 minutes before they expire; looking each minute is early enough."""

_log = logging.getLogger(__name__)


class CredentialSource(Protocol):
    """A botocore session, as far as it is needed here."""

    def get_credentials(self) -> Credentials | None: ...


class AwsCredentials:
    def __init__(self, new_session: Callable[[], CredentialSource]) -> None:
        self._new_session = new_session
        self._source: Credentials | None = None
        self._known: ReadOnlyCredentials | None = None
        self._recheck_at = 0.0
        self._reading: asyncio.Task[ReadOnlyCredentials] | None = None
        self._told = ""

    async def current(self) -> ReadOnlyCredentials:
        """Raises `Unavailable` where there are none (yet: a role's credentials may come late at the start of a pod)."""
        if self._known is None:
            return await asyncio.shield(self._read())
        if time.monotonic() >= self._recheck_at:
            self._read()
        return self._known

    def forget(self) -> None:
        """To be called when AWS says that the credentials have expired."""
        self._known = None
        # botocore goes by the expiry that it was told, and would give the same ones again until then.
        self._source = None

    def _read(self) -> asyncio.Task[ReadOnlyCredentials]:
        """The one reading that is under way for all who ask."""
        if self._reading is None or self._reading.done():
            self._recheck_at = time.monotonic() + RECHECK_AFTER
            self._reading = asyncio.create_task(self._read_in_thread())
            self._reading.add_done_callback(self._log_failure)
        return self._reading

    async def _read_in_thread(self) -> ReadOnlyCredentials:
        self._known = await asyncio.to_thread(self._look_up)
        return self._known

    def _look_up(self) -> ReadOnlyCredentials:
        try:
            self._source = self._source or self._new_session().get_credentials()
            if self._source is not None:
                return self._source.get_frozen_credentials()
        # Each provider raises errors of its own, from a missing file to a metadata service that does not answer.
        except Exception as error:
            raise Unavailable(f"AWS credentials cannot be read: {error}") from error
        raise Unavailable("no AWS credentials")

    def _log_failure(self, reading: asyncio.Task[ReadOnlyCredentials]) -> None:
        """Once for each failure: whoever waits for credentials asks every few seconds."""
        if reading.cancelled():
            return
        error = reading.exception()
        before, self._told = self._told, str(error or "")
        if error and self._told != before:
            _log.error(
                "%s. To fix, give this process a role (IRSA, kube2iam, an instance profile) or set AWS_PROFILE, or"
                " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (for DynamoDB Local any values do).",
                error,
            )
