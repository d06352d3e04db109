"""What an import makes of lines that go to the server together."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from todo_k8s.client.testing import Todo, serving

FULL = "from todo_k8s.domain import limits; limits.ACTIVE_TASKS_PER_LIST = 5"


def jsonl(*lines: tuple[str, str]) -> str:
    """A line for each id and title."""
    return "".join(f"{json.dumps({'name': f'taskLists/x/tasks/{id}', 'title': title})}\n" for id, title in lines)


def imported(todo: Todo, text: str, kind: str = "todotxt", expect: int = 0) -> list[str]:
    """What it says, without the list that it made."""
    said = todo("import", "-", "--format", kind, stdin=text, expect=expect).stderr.splitlines()
    return [line for line in said if "made the list" not in line]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a server whose lists are full with 5 active tasks."""
    with serving(tmp_path_factory.mktemp("small"), FULL) as where:
        yield where


def test_lines_of_many_calls_come_in_their_order(todo: Todo) -> None:
    titles = [f"task {number}" for number in range(45)]
    text = "".join(f"{'x ' if number % 3 == 0 else ''}{title}\n" for number, title in enumerate(titles))
    assert imported(todo, text) == ["45 lines: 45 added, 0 already there, 0 refused"]
    assert todo.titles() == [title for number, title in enumerate(titles) if number % 3]
    assert len(todo.titles("--done")) == 15
    assert imported(todo, text) == ["45 lines: 0 added, 45 already there, 0 refused"]


def test_what_is_there_and_what_is_refused_leave_the_other_lines_alone(todo: Todo) -> None:
    imported(todo, "a\nx b\nc\n")
    long = "y" * 1_025
    said = imported(todo, f"a\nd\n{long}\nx b\n{long}\ne\nc\nx f\n", expect=1)
    assert [line.split(" ")[0] for line in said] == ["<stdin>:3:", "<stdin>:5:", "8"]
    assert said[-1] == "8 lines: 3 added, 3 already there, 2 refused"
    assert todo.titles() == ["a", "c", "d", "e"]
    assert set(todo.titles("--done")) == {"b", "f"}


def test_an_id_that_stands_twice_is_there_already_the_second_time(todo: Todo) -> None:
    assert imported(todo, jsonl(("a", "one"), ("b", "two"), ("a", "three")), "jsonl") == [
        "3 lines: 2 added, 1 already there, 0 refused"
    ]
    assert todo.titles() == ["one", "two"]


def test_an_id_that_is_none_is_refused_also_among_those_that_are_there(todo: Todo) -> None:
    ids = [f"t{number}" for number in range(20)]
    imported(todo, jsonl(*((id, id) for id in ids)), "jsonl")
    said = imported(todo, jsonl(*((id, id) for id in (*ids, "t0", "A!", "new"))), "jsonl", expect=1)
    assert said[0].startswith("<stdin>:22: task_id ")
    assert said[-1] == "23 lines: 1 added, 21 already there, 1 refused"


def test_an_import_that_was_cut_off_is_finished(todo: Todo) -> None:
    """As if it had ended between making tasks and completing them."""
    imported(todo, "a\nb\n")
    exported = todo("export", "--format", "jsonl").stdout
    done = exported.replace("STATE_ACTIVE", "STATE_COMPLETED")
    todo("edit", json.loads(exported.splitlines()[1])["name"], "--priority", "A")
    assert imported(todo, done, "jsonl") == ["2 lines: 0 added, 2 already there, 0 refused"]
    assert (todo.titles(), todo.titles("--done")) == (["b"], ["a"])


def test_a_list_that_is_nearly_full_takes_what_it_has_room_for(small: str, tmp_path: Path) -> None:
    todo = Todo({"TODO_SERVER": small, "TODO_LIST": "home", "HOME": str(tmp_path)})
    text = "".join(f"{'x ' if number % 2 else ''}t{number}\n" for number in range(14))
    said = imported(todo, text, expect=7)
    assert "9 lines: 9 added, 0 already there, 0 refused. Broke off at <stdin>:10: import it again" in said[0]
    assert todo.titles() == ["t0", "t2", "t4", "t6", "t8"]
