import json
import logging
import sys

from grpc_service.logs import JsonFormatter, TextFormatter


def record(message: str, **fields: object) -> logging.LogRecord:
    made = logging.LogRecord("access", logging.INFO, __file__, 1, message, (), None)
    made.created = 1_767_225_600.1234
    made.fields = fields
    return made


def failed() -> logging.LogRecord:
    made = record("broke")
    try:
        raise KeyError("x")
    except KeyError:
        made.exc_info = sys.exc_info()
    return made


def test_text_is_one_line_in_utc() -> None:
    assert TextFormatter().format(record("call", code="OK", ms=1.5)) == (
        "2026-01-01T00:00:00.123Z INFO access: call code=OK ms=1.5"
    )


def test_text_cannot_be_forged_by_what_a_caller_sends() -> None:
    line = TextFormatter().format(record("a\nb", id="x\n2026 INFO access: call", quoted='a"b', empty=""))
    assert line == (
        '2026-01-01T00:00:00.123Z INFO access: "a\\nb" id="x\\n2026 INFO access: call" quoted="a\\"b" empty=""'
    )


def test_json_is_one_object_a_line() -> None:
    assert json.loads(JsonFormatter().format(record("call", code="OK"))) == {
        "time": "2026-01-01T00:00:00.123Z",
        "level": "INFO",
        "logger": "access",
        "message": "call",
        "code": "OK",
    }


def test_both_show_the_traceback() -> None:
    assert TextFormatter().format(failed()).endswith("KeyError: 'x'")
    assert "\n" not in JsonFormatter().format(failed())
    assert json.loads(JsonFormatter().format(failed()))["traceback"].endswith("KeyError: 'x'")
