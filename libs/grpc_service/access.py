"""The access log: one line for each call."""

import logging
import time

from grpc_service.requests import Context

_log = logging.getLogger("access")

_REQUEST_ID_CHARACTERS = 64


def log_call(method: str, code: str, reason: str, started: float, context: Context, request_id: str) -> None:
    """`started` is a time of `time.perf_counter()`; empty values are left out."""
    if not _log.isEnabledFor(logging.INFO):
        return
    fields = {
        "method": method,
        "code": code,
        "ms": round((time.perf_counter() - started) * 1000, 3),
        "peer": context.peer(),
    }
    if reason:
        fields["reason"] = reason
    if request_id:
        fields["request_id"] = request_id[:_REQUEST_ID_CHARACTERS]
    # As `_log.info` would, which looks for the line of code that it is called from, too.
    record = {"name": _log.name, "levelno": logging.INFO, "levelname": "INFO", "msg": "call", "fields": fields}
    _log.handle(logging.makeLogRecord(record))
