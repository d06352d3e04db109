from itertools import takewhile

import pytest
from grpc import StatusCode
from hypothesis import given, settings
from hypothesis import strategies as st

from todo_k8s.server import rate_limit
from todo_k8s.server.rate_limit import RateLimit
from todo_k8s.server.refusal import Refused


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def taken(limit: RateLimit, user: str = "ann") -> bool:
    try:
        limit.take(user)
    except Refused:
        return False
    return True


def refused(limit: RateLimit) -> float:
    """The seconds that ann is told to wait."""
    with pytest.raises(Refused) as caught:
        limit.take("ann")
    delay = caught.value.problem.retry_delay
    assert delay is not None
    return delay


def in_a_row(limit: RateLimit) -> int:
    """How many calls until one is refused, of a hundred."""
    return sum(1 for _ in takewhile(bool, (taken(limit) for _ in range(100))))


def test_a_second_s_calls_may_come_at_once_and_then_as_many_as_time_brings() -> None:
    clock = Clock()
    limit = RateLimit(5, clock)
    assert in_a_row(limit) == 5
    clock.now += 0.4
    assert in_a_row(limit) == 2
    clock.now += 3_600
    assert in_a_row(limit) == 5


def test_who_is_refused_hears_how_long_to_wait() -> None:
    clock = Clock()
    limit = RateLimit(0.5, clock)
    assert in_a_row(limit) == 1
    clock.now += 0.5
    assert refused(limit) == pytest.approx(1.5)
    clock.now += refused(limit)
    assert taken(limit)


def test_the_refusal_is_one_that_clients_understand() -> None:
    limit = RateLimit(2, Clock())
    in_a_row(limit)
    with pytest.raises(Refused) as caught:
        limit.take("ann")
    problem = caught.value.problem
    assert (problem.code, problem.reason) == (StatusCode.RESOURCE_EXHAUSTED, "RATE_LIMITED")
    assert problem.message == "You may make 2 calls a second; wait for 0.500 s, then repeat the call."


def test_each_user_has_a_bucket_of_their_own() -> None:
    limit = RateLimit(1, Clock())
    assert [taken(limit, user) for user in ("ann", "bob", "ann", "bob")] == [True, True, False, False]


def test_memory_is_bounded_and_who_called_last_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "MAX_USERS", 3)
    limit = RateLimit(1, Clock())
    for user in ("ann", "bob", "cid", "dan", "eve"):
        limit.take(user)
    assert [taken(limit, user) for user in ("eve", "dan", "cid", "bob")] == [False, False, False, True]


@settings(deadline=None)
@given(
    rate=st.sampled_from([0.1, 0.5, 1, 3, 7, 1_000]),
    pauses=st.lists(st.floats(0, 3) | st.just(0.0), min_size=1, max_size=60),
)
def test_no_second_of_any_history_has_more_calls_than_a_bucket_and_what_flows_in(
    rate: float, pauses: list[float]
) -> None:
    clock, times = Clock(), []
    limit = RateLimit(rate, clock)
    for pause in pauses:
        clock.now += pause
        if taken(limit):
            times.append(clock.now)
    for first, start in enumerate(times):
        for count, end in enumerate(times[first:], 1):
            assert count <= max(1, rate) + rate * (end - start) + 1e-6
