import dataclasses

import pytest

from todo_k8s.value import replace, value


@value
class Point:
    x: int
    y: int = 0


def test_a_value_is_what_its_attributes_are() -> None:
    assert Point(1) == Point(1, 0) != Point(1, 2)
    assert len({Point(1), Point(1, 0), Point(2)}) == 2


@pytest.mark.parametrize("changes", [{}, {"x": 3}, {"y": 3}, {"y": 3, "x": 4}])
def test_replacing_makes_another_as_it_does_of_any_dataclass(changes: dict[str, int]) -> None:
    point = Point(1, 2)
    assert replace(point, **changes) == dataclasses.replace(point, **changes)
    assert point == Point(1, 2)


def test_what_it_does_not_have_cannot_be_replaced() -> None:
    with pytest.raises(KeyError):
        replace(Point(1), z=3)  # type: ignore[call-arg]


def test_a_value_takes_no_other_attributes() -> None:
    assert not hasattr(Point(1), "__dict__")
