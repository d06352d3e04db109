from hypothesis import given
from hypothesis import strategies as st

from todo_k8s.client.references import SHORTEST, ids_with_prefix, short, short_references
from todo_k8s.client.todotxt.strategies import LAW

A = "0123456789ab"
B = "0123456780cd"
C = "f000000000ff"

# Ids that begin alike are common among these: whole ones shorter than a reference, and ones that others begin with.
IDS = st.builds(str.__add__, st.sampled_from(["", "0000000", "00000000", "000000000000"]), st.text("01", min_size=1))


@LAW
@given(st.sets(IDS, min_size=1), st.sets(IDS), st.data())
def test_a_noted_reference_never_comes_to_mean_another_task(
    before: set[str], others: set[str], data: st.DataObject
) -> None:
    """It means the same task, or several and is refused, whatever comes and goes beside that task."""
    task, noted = data.draw(st.sampled_from(sorted(short_references(before).items())))
    if ids_with_prefix(before, noted) == [task]:
        found = ids_with_prefix(others | {task}, noted)
        assert task in found


@LAW
@given(st.sets(IDS, min_size=1), st.sets(IDS), st.data())
def test_nor_does_one_that_was_typed_shorter_or_longer(before: set[str], others: set[str], data: st.DataObject) -> None:
    task = data.draw(st.sampled_from(sorted(before)))
    typed = task[: data.draw(st.integers(1, len(task)))]
    if ids_with_prefix(before, typed) == [task]:
        assert task in ids_with_prefix(others | {task}, typed)


def test_too_short_a_beginning_means_nothing() -> None:
    assert ids_with_prefix([A, C], A[: SHORTEST - 1]) == []
    assert ids_with_prefix([A, C], A[:SHORTEST]) == [A]


def test_a_whole_id_may_be_short() -> None:
    assert ids_with_prefix(["milk", "milk-from-the-shop"], "milk") == ["milk"]


def test_an_id_has_no_precedence_over_those_that_begin_with_it() -> None:
    assert ids_with_prefix(["groceries", "groceries-2"], "groceries") == ["groceries", "groceries-2"]


def test_a_sentence_about_a_task_has_what_finds_it() -> None:
    assert short(f"taskLists/l/tasks/{A}") == A[:SHORTEST]


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
