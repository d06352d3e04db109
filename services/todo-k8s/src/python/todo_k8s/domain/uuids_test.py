from uuid import RFC_4122, UUID

from todo_k8s.domain.uuids import new_uuid

MADE = [new_uuid() for _ in range(1_000)]


def test_it_is_a_random_uuid_in_lower_case() -> None:
    for text in MADE:
        parsed = UUID(text)
        assert (str(parsed), parsed.variant, parsed.version) == (text, RFC_4122, 4)


def test_no_two_are_alike() -> None:
    assert len(set(MADE)) == len(MADE)


def test_every_digit_that_may_differ_does() -> None:
    alike = [place for place, digits in enumerate(zip(*MADE, strict=True)) if len(set(digits)) == 1]
    assert alike == [8, 13, 14, 18, 23]
