"""`todo log` and `todo undo`, against a real server."""

import csv
import io
import json

from todo_k8s.client.testing import Todo


def rows(todo: Todo, *arguments: str) -> list[list[str]]:
    """The words of each line that `todo log` shows, without the heads, the event's number and its time."""
    return [line.split()[3:] for line in todo("log", *arguments).stdout.splitlines()[1:]]


def test_the_log_tells_who_changed_what(todo: Todo) -> None:
    name = todo.add("Milk", "@shop", "due:2026-03-01")
    short = name.rpartition("/")[2][:8]
    todo("edit", short, "--title", "Oat milk", "--priority", "A", "--clear", "due")
    todo("done", short)
    done, edited, made, new_list = rows(todo)
    assert done == ["local", "CompleteTask", short]
    assert " ".join(edited) == (
        f"local UpdateTask {short} due: 2026-03-01 → (none); priority: (none) → A; title: Milk → Oat milk"
    )
    assert " ".join(made) == f"local CreateTask {short} due: 2026-03-01; labels: @shop; title: Milk"
    assert " ".join(new_list) == f"local CreateTaskList title: {todo.environment['TODO_LIST']}"
    assert rows(todo, "-n", "2") == [done, edited]
    assert rows(todo, short) == [done, edited, made]


def test_the_log_has_every_output(todo: Todo) -> None:
    name = todo.add("Milk")
    events = json.loads(todo("log", "-o", "json").stdout)["events"]
    assert events[0]["newTask"]["title"] == "Milk" and events[0]["task"] == name
    (header, first, _) = csv.reader(io.StringIO(todo("log", "-o", "csv").stdout))
    record = dict(zip(header, first, strict=True))
    assert (record["method"], record["task"], record["name"]) == ("CreateTask", name, events[0]["name"])
    assert todo("log", "-o", "name").stdout.split() == [event["name"] for event in events]


def test_undo_goes_back_change_by_change(todo: Todo) -> None:
    name = todo.add("Milk")
    short = name.rpartition("/")[2][:8]
    todo("edit", short, "--title", "Oat milk")
    todo("done", short)
    assert todo("undo").stdout == f"Undid 4, CompleteTask of {short}: Oat milk\n"
    assert todo.titles() == ["Oat milk"]
    assert todo("undo").stdout == f"Undid 3, UpdateTask of {short}: Milk\n"
    assert todo("undo", "-o", "name").stdout == f"{name}\n"
    assert todo.titles() == []
    assert rows(todo, "-n", "1")[0][1:4] == ["UndoEvent", "of", "2"]


def test_an_undo_is_undone_by_its_number(todo: Todo) -> None:
    todo.add("Milk")
    todo("undo")
    todo("undo", "3")
    assert todo.titles() == ["Milk"]
    todo("undo")
    assert todo.titles() == []


def test_what_was_changed_since_is_told_and_stays(todo: Todo) -> None:
    short = todo.add("Milk").rpartition("/")[2][:8]
    for title in ("Oat milk", "Soy milk"):
        todo("edit", short, "--title", title)
    refused = todo("undo", "3", expect=4).stderr
    assert "UNDO_CONFLICT" in refused and "title" in refused
    assert todo.titles() == ["Soy milk"]


def test_a_list_is_renamed_back_and_of_nothing_more_nothing_is_undone(todo: Todo) -> None:
    title = todo.environment["TODO_LIST"]
    name = todo("list", "create", title, "-o", "name").stdout.strip()
    todo("list", "rename", title, f"{title} 2")
    assert todo("undo", "--list", name).stdout == f"Undid 2, UpdateTaskList of the list {title}\n"
    assert todo("undo", "1").stdout == f"Undid 1, CreateTaskList of the list {title}\n"
    assert "nothing to undo" in todo("undo", "--list", name, expect=3).stderr
    assert "EVENT_NOT_FOUND" in todo("undo", "99", "--list", name, expect=3).stderr
