from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import grpc
import pytest
from google.protobuf.any_pb2 import Any
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from google.rpc.status_pb2 import Status

from grpc_service.rpc_error import RpcProblem, problem_of
from todo_k8s.client import exit_codes
from todo_k8s.client.failure import Failure
from todo_k8s.client.rpc_error import failure_of
from todo_k8s.client.settings import Settings


def error_over_the_wire(code: grpc.StatusCode, message: str, *details: Message) -> grpc.RpcError:
    """What a client gets where a server ends a call so."""
    status = Status(code=code.value[0], message=message)
    for detail in details:
        status.details.append(Any())
        status.details[-1].Pack(detail)

    def fail(_request: bytes, context: grpc.ServicerContext) -> bytes:
        if details:
            context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
        context.abort(code, message)
        raise AssertionError("abort raises")

    server = grpc.server(ThreadPoolExecutor(1))
    handlers: dict[str, grpc.RpcMethodHandler[bytes, bytes]] = {"Fail": grpc.unary_unary_rpc_method_handler(fail)}
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("test.Status", handlers)])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel, pytest.raises(grpc.RpcError) as caught:
        channel.unary_unary("/test.Status/Fail", bytes, bytes)(b"", timeout=10)
    server.stop(0).wait()
    return caught.value


SETTINGS = Settings("127.0.0.1:8081", "inbox", "table", 10)


def failure(error: grpc.RpcError) -> Failure:
    return failure_of(error, SETTINGS)


def test_a_refused_request_names_its_fields() -> None:
    wrong = BadRequest(
        field_violations=[
            BadRequest.FieldViolation(field="task.title", description="is blank"),
            BadRequest.FieldViolation(field="task.priority", description="is 27"),
        ]
    )
    error = error_over_the_wire(grpc.StatusCode.INVALID_ARGUMENT, "wrong", wrong, ErrorInfo(reason="INVALID_FIELD"))
    sentence = "task.title is blank; task.priority is 27 (INVALID_FIELD)"
    assert problem_of(error) == RpcProblem("INVALID_ARGUMENT", "INVALID_FIELD", sentence)
    assert failure(error).exit_code == exit_codes.REFUSED


def test_what_the_service_says_is_shown_with_its_reason() -> None:
    error = error_over_the_wire(grpc.StatusCode.NOT_FOUND, "there is no such task", ErrorInfo(reason="TASK_NOT_FOUND"))
    assert str(failure(error)) == "there is no such task (TASK_NOT_FOUND)"
    assert failure(error).exit_code == exit_codes.NOT_FOUND


def test_what_is_not_from_the_service_is_shown_with_its_code() -> None:
    error = error_over_the_wire(grpc.StatusCode.UNIMPLEMENTED, "Method not found!")
    assert str(failure(error)) == "Method not found! (UNIMPLEMENTED)"
    assert failure(error).exit_code == exit_codes.SERVER


def test_no_answer_is_not_the_same_as_a_service_that_cannot_now() -> None:
    nobody = error_over_the_wire(grpc.StatusCode.UNAVAILABLE, "connection refused")
    throttled = error_over_the_wire(grpc.StatusCode.UNAVAILABLE, "the store is slow", ErrorInfo(reason="STORE_BUSY"))
    assert str(failure(nobody)).startswith("nothing answers at 127.0.0.1:8081; start the server with ")
    assert str(failure(throttled)) == "the store is slow (STORE_BUSY)"


def test_a_missed_deadline_says_how_long_it_was() -> None:
    error = error_over_the_wire(grpc.StatusCode.DEADLINE_EXCEEDED, "late")
    assert str(failure(error)) == "no answer from 127.0.0.1:8081 within 10 s; try again, or wait longer with --timeout"
    assert failure(error).exit_code == exit_codes.DEADLINE


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: self signed", "is of no authority that is trusted"),
        ("Custom verification check failed: Hostname Verification Check failed.", "is for another name than that in"),
        ("SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER", "127.0.0.1:8081 does not speak TLS"),
        ("connection refused", "nothing answers at 127.0.0.1:8081"),
    ],
)
def test_what_keeps_a_connection_from_being_made_is_told(text: str, sentence: str) -> None:
    error = error_over_the_wire(grpc.StatusCode.UNAVAILABLE, text)
    assert sentence in str(failure_of(error, replace(SETTINGS, tls=True)))
