"""DynamoDB's HTTP protocol on asyncio: one signed POST for each attempt, attempts until the call's deadline.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
"""

import time
import zlib
from typing import Any, TypeVar
from urllib.parse import urlsplit

from msgspec.json import Decoder, Encoder
from pynamodb.exceptions import VerboseClientError

from grpc_service.time_limits import Limit, TimeLimits
from todo_k8s.storage.aws_credentials import AwsCredentials
from todo_k8s.storage.backoff import Backoff
from todo_k8s.storage.dynamodb_answers import ANYTHING
from todo_k8s.storage.dynamodb_errors import (
    client_error,
    is_conflict,
    is_credentials_expired,
    is_throttling,
    is_unanswered,
)
from todo_k8s.storage.dynamodb_http_pool import HttpPool
from todo_k8s.storage.sigv4 import Signer
from todo_k8s.storage.table import Throttled, Unavailable

A = TypeVar("A")

ATTEMPT_SECONDS = 2.0

_write = Encoder().encode


class NoAnswerError(Exception):
    """Whether DynamoDB got the request, and what became of it, is unknown."""


class DynamoDbHttp:
    def __init__(self, endpoint: str, region: str, credentials: AwsCredentials) -> None:
        self.endpoint = endpoint.rstrip("/")
        self._signer = Signer(_host(endpoint), region)
        self._credentials = credentials
        self._pool = HttpPool(endpoint)
        self._limits = TimeLimits()

    async def call(self, operation: str, arguments: dict[str, Any], decoder: Decoder[A]) -> A:
        """DynamoDB's answer, as the decoder reads it.

        Raises botocore's `ClientError` as PynamoDB knows it if DynamoDB refuses, `Throttled` if it did so for lack of
        capacity until the deadline, and `Unavailable` if it gave no answer until then.
        """
        body = _write(arguments)
        backoff = Backoff()
        unanswered = False
        failure: Exception
        while True:
            try:
                return await self._attempt(operation, body, decoder, backoff.left())
            except NoAnswerError as error:
                unanswered, failure = True, error
            except VerboseClientError as error:
                if is_unanswered(error):
                    unanswered = True
                elif is_credentials_expired(error):
                    self._credentials.forget()
                # The other transaction may be our own earlier attempt: only this request's token recognises it.
                elif not is_throttling(error) and not (unanswered and is_conflict(error)):
                    raise
                failure = error
            if not await backoff.pause():
                raise _given_up(operation, failure, unanswered=unanswered) from failure

    async def _attempt(self, operation: str, body: bytes, decoder: Decoder[A], seconds: float) -> A:
        if seconds <= 0:
            raise NoAnswerError("the deadline had passed before the first attempt")
        try:
            with Limit(self._limits, min(seconds, ATTEMPT_SECONDS)):
                credentials = await self._credentials.current()
                target = f"DynamoDB_20120810.{operation}"
                headers = self._signer.headers(target, body, credentials, int(time.time()))
                answer = await self._pool.post(headers, body)
        except (OSError, TimeoutError) as error:
            raise NoAnswerError(f"{type(error).__name__}: {error}") from error
        if answer.crc32 is not None and int(answer.crc32) != zlib.crc32(answer.body):
            raise NoAnswerError("the answer arrived damaged")
        try:
            if answer.status == 200:
                return decoder.decode(answer.body)
            refusal = ANYTHING.decode(answer.body)
        except (ValueError, RecursionError) as error:
            raise NoAnswerError(f"status {answer.status} with a body that is no such JSON: {error}") from error
        raise client_error(operation, answer.status, refusal)

    async def close(self) -> None:
        await self._pool.close()


def _host(endpoint: str) -> str:
    """What the Host header will be: without the port that the scheme implies."""
    parts = urlsplit(endpoint)
    implied = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.netloc.removesuffix(f":{implied}")


def _given_up(operation: str, failure: Exception, *, unanswered: bool) -> Throttled | Unavailable:
    if isinstance(failure, VerboseClientError) and is_throttling(failure) and not unanswered:
        return Throttled(f"{operation}: {failure}")
    return Unavailable(f"{operation}: {failure}")
