import base64

import grpc
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, QuotaFailure, RetryInfo
from google.rpc.status_pb2 import Status
from hypothesis import given
from hypothesis import strategies as st

from grpc_service.status import MAX_STATUS_BYTES, FieldViolation, Problem, QuotaViolation, to_status

LONG_TEXT = st.text(max_size=40).flatmap(lambda text: st.integers(1, 200).map(lambda times: text * times))

PROBLEMS = st.builds(
    Problem,
    code=st.sampled_from([code for code in grpc.StatusCode if code is not grpc.StatusCode.OK]),
    reason=LONG_TEXT,
    message=LONG_TEXT,
    metadata=st.dictionaries(LONG_TEXT, LONG_TEXT, max_size=12),
    fields=st.lists(st.builds(FieldViolation, LONG_TEXT, LONG_TEXT), max_size=60),
    quotas=st.lists(st.builds(QuotaViolation, LONG_TEXT, LONG_TEXT), max_size=60),
    retry_delay=st.none() | st.floats(0, 3600),
)


def test_a_problem_becomes_a_status_with_all_its_details() -> None:
    problem = Problem(
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        "FULL",
        "It is full.",
        metadata={"limit": "3"},
        fields=[FieldViolation("task.title", "is empty")],
        quotas=[QuotaViolation("users/me", "3 lists")],
        retry_delay=1.5,
    )
    expected = Status(code=8, message="It is full.")
    expected.details.add().Pack(ErrorInfo(reason="FULL", domain="shop", metadata={"limit": "3"}))
    expected.details.add().Pack(RetryInfo(retry_delay={"seconds": 1, "nanos": 500_000_000}))
    expected.details.add().Pack(
        BadRequest(field_violations=[BadRequest.FieldViolation(field="task.title", description="is empty")])
    )
    expected.details.add().Pack(
        QuotaFailure(violations=[QuotaFailure.Violation(subject="users/me", description="3 lists")])
    )
    assert to_status(problem, "shop") == expected


def test_violations_that_find_no_room_are_left_out_from_the_end() -> None:
    fields = [FieldViolation(f"tasks[{n}].title", "x" * 200) for n in range(100)]
    status = to_status(Problem(grpc.StatusCode.INVALID_ARGUMENT, "WRONG", "m", fields=fields), "shop")
    kept = BadRequest()
    status.details[1].Unpack(kept)
    assert [v.field for v in kept.field_violations] == [f.field for f in fields[: len(kept.field_violations)]]
    assert 15 < len(kept.field_violations) < 25


@given(PROBLEMS)
def test_every_status_has_one_error_info_and_fits_into_metadata(problem: Problem) -> None:
    status = to_status(problem, "shop")
    kinds = [detail.TypeName() for detail in status.details]
    assert kinds.count("google.rpc.ErrorInfo") == 1
    assert status.ByteSize() <= MAX_STATUS_BYTES
    percent_encoded_at_worst = 3 * len(status.message.encode())
    assert len(base64.b64encode(status.SerializeToString())) + percent_encoded_at_worst < 8_000
