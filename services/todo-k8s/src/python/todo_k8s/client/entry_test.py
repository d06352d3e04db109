from uuid import UUID

import pytest
from todo.v1.task_pb2 import Task

from todo_k8s.client.entry import TaskIds, json_entry, todotxt_entry
from todo_k8s.client.todotxt.line import LineError


def ids_of(*lines: str) -> list[str]:
    ids = TaskIds()
    return [ids.of(todotxt_entry(line)) for line in lines]


def test_an_id_never_changes_between_releases() -> None:
    assert ids_of("(A) call mom +family") == ["07acc373-ca72-5e45-96e6-7d18f09549e2"]


def test_identical_lines_are_tasks_of_their_own() -> None:
    assert len(set(ids_of("a", "a", "b", "a"))) == 4


def test_a_line_keeps_its_id_when_others_move() -> None:
    assert set(ids_of("a", "b", "a", "c")) == set(ids_of("c", "a", "a", "b"))


def test_a_line_and_its_canonical_form_are_the_same_task() -> None:
    assert ids_of("call  rec:1w  +a") == ids_of("call +a rec:1w")


def test_ids_are_uuids() -> None:
    assert str(UUID(ids_of("a")[0])) == ids_of("a")[0]


def test_json_gives_what_a_client_may_set_and_the_id() -> None:
    entry = json_entry('{"name":"taskLists/l/tasks/milk","title":"Milk","etag":"x","state":"STATE_COMPLETED"}')
    assert (entry.task, entry.done, entry.task_id) == (Task(title="Milk"), True, "milk")


def test_json_without_a_name_gets_the_id_of_what_it_says() -> None:
    one, same = json_entry('{"title":"Milk","position":"a"}'), json_entry('{ "title": "Milk" }')
    assert TaskIds().of(one) == TaskIds().of(same)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[]", "not a JSON object"),
        ('{"title"', "Failed to load JSON"),
        ('{"title":"a","colour":"red"}', 'no field named "colour"'),
        ('{"title":"a","title":"b"}', "duplicate key title"),
        ('{"name":"milk"}', "name is 'milk'"),
        ('{"annotations":' * 2000, "recursion"),
    ],
)
def test_json_that_is_no_task_is_refused(text: str, reason: str) -> None:
    with pytest.raises(LineError, match=reason):
        json_entry(text)
