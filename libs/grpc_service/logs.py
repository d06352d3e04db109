"""Logs on stderr, as text for people or as JSON for collectors: one line a record, times in UTC.

`extra={"fields": {...}}` of a record are written as fields of their own.
"""

import json
import logging
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

LEVELS = ("debug", "info", "warning", "error")
FORMATS = ("text", "json")

# Made once: with these options `json.dumps` would make an encoder for each line.
_to_json = json.JSONEncoder(ensure_ascii=False, default=str).encode

_PLAIN = re.compile(r"[^\s\"'=\\\x00-\x1f\x7f-\x9f]+")


def configure(level: str, form: str) -> None:
    """Sets up the root logger with one of `LEVELS` and one of `FORMATS`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    # What no format of ours shows need not be found out for each line (Logging HOWTO, "Optimization").
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fields(record: logging.LogRecord) -> Mapping[str, object]:
    fields: Mapping[str, object] = getattr(record, "fields", {})
    return fields


class TextFormatter(logging.Formatter):
    """`2026-01-31T12:00:00.000Z INFO logger: message key=value`; a value that would be ambiguous stands as JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{_time(record)} {record.levelname} {record.name}: {_one_line(record.getMessage())}"
        line += "".join(f" {key}={_plain(str(value))}" for key, value in _fields(record).items())
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, the fields, and the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        values: dict[str, object] = {"time": _time(record), "level": record.levelname, "logger": record.name}
        values |= {"message": record.getMessage(), **_fields(record)}
        if record.exc_info:
            values["traceback"] = self.formatException(record.exc_info)
        return _to_json(values)


def _one_line(text: str) -> str:
    return text if text.isprintable() else json.dumps(text)


def _plain(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text)
