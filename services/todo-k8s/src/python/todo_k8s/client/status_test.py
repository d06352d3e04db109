import json

from google.rpc.error_details_pb2 import ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status

from todo_k8s.client import exit_codes
from todo_k8s.client.failure import Failure
from todo_k8s.client.status import status_line, status_of

INFO = "type.googleapis.com/google.rpc.ErrorInfo"


def shown(failure: Failure) -> object:
    assert "\n" not in status_line(failure)
    return json.loads(status_line(failure))


def test_what_the_client_met_by_itself_has_code_message_and_reason() -> None:
    failure = Failure("no task 'ab'\nin inbox", exit_codes.NOT_FOUND, "TASK_NOT_FOUND")
    info = {"@type": INFO, "reason": "TASK_NOT_FOUND", "domain": "todo-k8s"}
    assert shown(failure) == {"code": 5, "message": "no task 'ab'\nin inbox", "details": [info]}


def test_places_that_are_wrong_are_a_bad_request() -> None:
    failure = Failure("1 refused", exit_codes.PARTIAL, "LINES_REFUSED", {"refused": "1"}, (("a.csv:2", "is bad"),))
    info = {"@type": INFO, "reason": "LINES_REFUSED", "domain": "todo-k8s", "metadata": {"refused": "1"}}
    violation = {"field": "a.csv:2", "description": "is bad"}
    wrong = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
    assert shown(failure) == {"code": 3, "message": "1 refused", "details": [info, wrong]}


def test_what_the_server_said_is_passed_on_whole() -> None:
    status = Status(code=8, message="busy")
    status.details.add().Pack(ErrorInfo(reason="STORE_BUSY", domain="todo-k8s", metadata={"a": "b"}))
    status.details.add().Pack(RetryInfo())
    failure = Failure("busy (STORE_BUSY)", exit_codes.FULL, "STORE_BUSY", status=status)
    assert status_of(failure) == status


def test_a_detail_that_is_not_known_yet_is_passed_on_as_it_came() -> None:
    status = Status(code=13, message="oh")
    status.details.add(type_url="type.googleapis.com/future.Detail", value=b"\x01")
    info = {"@type": INFO, "reason": "INTERNAL", "domain": "todo-k8s"}
    assert shown(Failure("oh", exit_codes.SERVER, "INTERNAL", status=status)) == {
        "code": 13,
        "message": "oh",
        "details": [{"@type": "type.googleapis.com/future.Detail", "value": "AQ=="}, info],
    }
