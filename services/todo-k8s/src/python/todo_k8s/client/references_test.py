from todo_k8s.client.references import ids_with_prefix, short_references

A = "0123456789ab"
B = "0123456780cd"
C = "f000000000ff"


def test_eight_characters_are_shown_where_they_are_enough() -> None:
    assert short_references([C, A]) == {A: "01234567", C: "f0000000"}


def test_more_are_shown_where_eight_are_not_enough() -> None:
    assert short_references([A, B, C]) == {A: "0123456789", B: "0123456780", C: "f0000000"}


def test_an_id_that_another_begins_with_is_shown_whole() -> None:
    assert short_references(["milk", "milk-from-the-shop"]) == {"milk": "milk", "milk-from-the-shop": "milk-fro"}


def test_what_is_shown_finds_its_id_alone() -> None:
    ids = [f"{number:x}-0123456789" for number in range(500)]
    assert all(ids_with_prefix(ids, shown) == [each] for each, shown in short_references(ids).items())


def test_of_no_ids_there_are_no_references() -> None:
    assert short_references([]) == {}
