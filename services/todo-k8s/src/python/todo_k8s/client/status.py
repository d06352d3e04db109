"""Failures as programs read them: one `google.rpc.Status` in protobuf's JSON (AIP-193)."""

import base64
import json
from typing import Any

from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.json_format import MessageToDict
from google.rpc.code_pb2 import Code
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from google.rpc.status_pb2 import Status

from todo_k8s.client import exit_codes
from todo_k8s.client.failure import Failure

DOMAIN = "todo-k8s"
"""The service's own: a reason means the same, whoever says it."""

_CODES = {
    exit_codes.PARTIAL: Code.INVALID_ARGUMENT,
    exit_codes.USAGE: Code.INVALID_ARGUMENT,
    exit_codes.NOT_FOUND: Code.NOT_FOUND,
    exit_codes.CONFLICT: Code.FAILED_PRECONDITION,
    exit_codes.INTERRUPTED: Code.CANCELLED,
}


def status_line(failure: Failure) -> str:
    """The status on one line, without line end."""
    status = status_of(failure)
    shown: dict[str, Any] = {"code": status.code, "message": status.message}
    shown["details"] = [_detail(packed) for packed in status.details]
    return json.dumps(shown, ensure_ascii=False)


def status_of(failure: Failure) -> Status:
    """What the server answered, or what says the same of a failure that the client met by itself.

    There is always one ErrorInfo.
    """
    if failure.status:
        status = Status()
        status.CopyFrom(failure.status)
    else:
        status = Status(code=_CODES[failure.exit_code], message=str(failure))
    if not any(packed.TypeName() == ErrorInfo.DESCRIPTOR.full_name for packed in status.details):
        status.details.add().Pack(ErrorInfo(reason=failure.reason, domain=DOMAIN, metadata=failure.metadata))
    if failure.violations:
        wrong = [BadRequest.FieldViolation(field=place, description=why) for place, why in failure.violations]
        status.details.add().Pack(BadRequest(field_violations=wrong))
    return status


def _detail(packed: AnyMessage) -> dict[str, Any]:
    try:
        return MessageToDict(packed)
    except TypeError:
        # A kind of detail that this client does not know yet.
        return {"@type": packed.type_url, "value": base64.b64encode(packed.value).decode()}
