import pytest

from todo_k8s.deadline import deadline_in
from todo_k8s.storage.backoff import LONGEST_CALL, Backoff, time_left


def test_a_call_without_a_deadline_has_one() -> None:
    assert time_left() == LONGEST_CALL
    with deadline_in(1000):
        assert time_left() == LONGEST_CALL
    with deadline_in(1):
        assert 0 < time_left() <= 1


async def test_pauses_go_on_until_the_deadline_is_near_and_never_past_it() -> None:
    with deadline_in(0.5):
        backoff = Backoff()
        pauses = 0
        while await backoff.pause():
            assert backoff.left() > 0
            pauses += 1
        assert pauses > 0


async def test_the_deadline_is_the_one_of_the_start() -> None:
    with deadline_in(-1):
        backoff = Backoff()
    assert backoff.left() < 0
    assert not await backoff.pause()


async def test_pauses_are_random(monkeypatch: pytest.MonkeyPatch) -> None:
    bounds: list[float] = []

    def lowest(low: float, high: float) -> float:
        bounds.append(high)
        return low

    monkeypatch.setattr("random.uniform", lowest)
    backoff = Backoff()
    for _ in range(7):
        await backoff.pause()
    assert bounds == [0.05, 0.1, 0.2, 0.4, 0.8, 1.0, 1.0]
