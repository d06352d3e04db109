"""The token that a call brings: `authorization: Bearer …` (RFC 6750 §2.1)."""

from collections.abc import Iterable
from typing import Never

from grpc import StatusCode

from grpc_service.requests import Context
from grpc_service.status import Problem
from todo_k8s.server.refusal import Refused

MAX_TOKEN_BYTES = 6_000
"""Above that gRPC itself would begin to refuse the call, 8 KB of metadata being its measure, and with a status that has
no details."""


def token_of(context: Context) -> str:
    """Raises Refused where there is none."""
    metadata: Iterable[tuple[str, str | bytes]] = context.invocation_metadata() or ()
    values = [str(value) for key, value in metadata if key == "authorization"]
    if not values:
        message = "The call brings no token; send it as metadata: authorization: Bearer TOKEN."
        raise Refused(Problem(StatusCode.UNAUTHENTICATED, "TOKEN_MISSING", message))
    scheme, _, token = values[0].partition(" ")
    if len(values) > 1 or scheme.lower() != "bearer" or not token.strip():
        refuse_token("it has to be given once, in the form Bearer TOKEN")
    if len(token) > MAX_TOKEN_BYTES:
        refuse_token(f"it is longer than {MAX_TOKEN_BYTES} bytes")
    return token.strip()


def refuse_token(why: str) -> Never:
    """`why` goes on behind "The token is not accepted:", and holds nothing of it."""
    message = f"The token is not accepted: {why}."
    raise Refused(Problem(StatusCode.UNAUTHENTICATED, "TOKEN_INVALID", message)) from None
