"""Commands that change several tasks at once, against a real server."""

import json

import grpc
import pytest
from todo.v1.task_pb2 import Task

from todo_k8s.client.api import Api
from todo_k8s.client.changes_together import change_together, completions
from todo_k8s.client.references import short
from todo_k8s.client.testing import Todo


def methods(todo: Todo) -> list[str]:
    """Of the list's events, the latest first; what one call did has one request id."""
    events = json.loads(todo("log", "-n", "100", "-o", "json").stdout)["events"]
    calls = {each.get("requestId", each["name"]): each["method"] for each in events}
    return list(calls.values())


def test_tasks_of_one_list_are_changed_in_one_call(todo: Todo) -> None:
    names = [todo.add(f"task {number}") for number in range(3)]
    done = todo("done", *names).stdout.splitlines()
    assert done == [f"Done {short(name)}: task {number}" for number, name in enumerate(names)]
    assert methods(todo)[0] == "BatchCompleteTasks"
    assert todo("done", *names).stdout.startswith(f"Already done {short(names[0])}: task 0\n")
    todo("rm", "--yes", *names)
    assert methods(todo)[:2] == ["BatchDeleteTasks", "BatchCompleteTasks"]


def test_what_is_refused_is_named_and_nothing_is_changed(todo: Todo) -> None:
    first, parent, last = todo.add("first"), todo.add("parent"), todo.add("last")
    todo.add("below", "--under", parent)
    refused = todo("done", first, parent, last, expect=4).stderr
    assert refused.startswith(f"todo: {short(parent)} (parent): ")
    assert "SUBTASKS_ACTIVE" in refused
    assert refused.endswith("0 of 3 tasks are done, the others are not\n")
    assert todo.titles() == ["first", "parent", "below", "last"]
    for_programs = json.loads(todo("done", first, parent, "-o", "json", expect=4).stderr)
    assert for_programs["details"][-1]["fieldViolations"][0]["field"] == short(parent)


def test_a_task_and_what_is_below_it_can_be_named_in_any_order(todo: Todo) -> None:
    for options in ([], ["--with-subtasks"]):
        parent = todo.add("parent")
        child = todo.add("child", "--under", parent)
        done = todo("done", parent, child, *options).stdout.splitlines()
        assert done == [f"Done {short(parent)}: parent", f"Done {short(child)}: child"]
    assert todo.titles() == []


def test_what_goes_along_with_a_deletion_comes_back_with_it(todo: Todo) -> None:
    parent = todo.add("parent")
    child = todo.add("child", "--under", parent)
    deleted = todo("rm", "--force", "--yes", child, parent).stdout.splitlines()
    assert deleted == [f"Deleted {short(child)}: child", f"Deleted {short(parent)}: parent"]
    todo("restore", parent)
    assert todo.titles() == ["parent", "child"]


def test_tasks_of_several_lists_and_of_more_than_one_call(todo: Todo) -> None:
    lines = "".join(f"task {number}\n" for number in range(25))
    todo("import", "-", "--format", "todotxt", stdin=lines)
    names = todo("ls", "-o", "name").stdout.split()
    other = todo.add("other", "--list", "elsewhere")
    assert todo("done", other, *names).stdout.count("Done ") == 26
    assert methods(todo)[:3] == ["BatchCompleteTasks", "BatchCompleteTasks", "BatchCreateTasks"]


def test_who_was_slower_is_told_so(todo: Todo, address: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Between reading the tasks and changing them someone else completes one of them, and an occurrence of another."""
    names = [todo.add("a"), todo.add("b"), todo.add("c", "--due", "2026-12-01", "--every", "day")]
    with grpc.insecure_channel(address) as channel:
        api = Api(channel, 10)
        read: list[Task] = [api.get_task(name) for name in names]
        todo("done", names[1], names[2])
        change_together(api, "table", read, completions(along=False))
    assert capsys.readouterr().out.splitlines() == [
        f"Done {short(names[0])}: a",
        f"Already done {short(names[1])}: b",
        f"Already done {short(names[2])}: c; next due 2026-12-02",
    ]
