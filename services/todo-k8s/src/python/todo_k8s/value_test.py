from dataclasses import replace

from todo_k8s.value import value


@value
class Point:
    x: int
    y: int = 0


def test_a_value_is_what_its_attributes_are() -> None:
    assert Point(1) == Point(1, 0) != Point(1, 2)
    assert len({Point(1), Point(1, 0), Point(2)}) == 2
    assert replace(Point(1, 2), x=3) == Point(3, 2)


def test_a_value_takes_no_other_attributes() -> None:
    assert not hasattr(Point(1), "__dict__")
