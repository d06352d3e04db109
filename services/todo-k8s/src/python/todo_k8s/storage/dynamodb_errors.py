"""What DynamoDB's refusals mean: which are worth another attempt, and which error of the port the others become.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
"""

import logging
from collections.abc import Mapping
from typing import Any

from pynamodb.exceptions import CancellationReason, PynamoDBException, VerboseClientError

from todo_k8s.storage.table import StorageError, Unavailable

CONDITION = "ConditionalCheckFailed"
CONFLICT = "TransactionConflict"

_CANCELED = "TransactionCanceledException"
_THROTTLING = {
    "ProvisionedThroughputExceeded",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingError",
    "ThrottlingException",
}
# The second one: our own earlier attempt, whose reply was lost, is still being worked on.
_UNANSWERED = {"InternalServerError", "TransactionInProgressException"}
_EXPIRED = {"ExpiredToken", "ExpiredTokenException"}
_CREDENTIALS = "give this process valid AWS credentials of the table's account, and see that its clock is right"
_FIXES = {
    "AccessDeniedException": (
        "allow this process's role dynamodb:BatchGetItem, Query, PutItem, DeleteItem and ConditionCheckItem"
        " on the table and its indexes"
    ),
    "ResourceNotFoundException": "make the table with `table create`, or correct its name, the region or the endpoint",
    "IncompleteSignatureException": _CREDENTIALS,
    "InvalidSignatureException": _CREDENTIALS,
    "MissingAuthenticationTokenException": _CREDENTIALS,
    "UnrecognizedClientException": _CREDENTIALS,
}

_log = logging.getLogger(__name__)


def client_error(operation: str, status: int, answer: Mapping[str, Any]) -> VerboseClientError:
    """The answer of a refused request as the error that PynamoDB expects at its seam."""
    code = str(answer.get("__type", status)).rpartition("#")[2]
    message = str(answer.get("message", answer.get("Message", "")))
    return VerboseClientError(
        {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}},
        operation,
        cancellation_reasons=map(_reason, answer.get("CancellationReasons", ())),
    )


def is_throttling(error: VerboseClientError) -> bool:
    """Whether lack of capacity is all that stood in the way."""
    if code_of(error) != _CANCELED:
        return code_of(error) in _THROTTLING
    return bool(_reasons(error)) and _reasons(error) <= _THROTTLING


def is_unanswered(error: VerboseClientError) -> bool:
    """Whether the request may have been, or may still be, carried out."""
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    return not is_throttling(error) and (status >= 500 or code_of(error) in _UNANSWERED)


def is_conflict(error: VerboseClientError) -> bool:
    """Whether other transactions, at the same items, are all that stood in the way."""
    return CONFLICT in _reasons(error) and _reasons(error) <= _THROTTLING | {CONFLICT}


def is_credentials_expired(error: VerboseClientError) -> bool:
    return code_of(error) in _EXPIRED


def code_of(error: VerboseClientError) -> str:
    code: str = error.response["Error"]["Code"]
    return code


def refusal(error: PynamoDBException) -> StorageError:
    """`Unavailable`, with a word to the operator, where an operator can mend it; otherwise a mistake of ours."""
    code = error.cause_response_code or type(error).__name__
    fix = _FIXES.get(code)
    if fix is None:
        return StorageError(f"DynamoDB refused: {error}")
    _log.error("DynamoDB refused: %s. To fix, %s.", error, fix)
    return Unavailable(f"DynamoDB refused: {code}")


def _reasons(error: VerboseClientError) -> set[str]:
    """Those of a cancelled transaction."""
    return {reason.code for reason in error.cancellation_reasons if reason}


def _reason(raw: Mapping[str, Any]) -> CancellationReason | None:
    return None if raw["Code"] == "None" else CancellationReason(code=raw["Code"], message=raw.get("Message"))
