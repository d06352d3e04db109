"""`todo list …`, against a real server."""

import json

from todo_k8s.client.testing import Todo


def test_a_list_is_made_shown_renamed_deleted_and_restored(todo: Todo) -> None:
    title = todo.environment["TODO_LIST"]
    name = todo("list", "create", title, "-o", "name").stdout.strip()
    todo.add("Milk")
    assert json.loads(todo("list", "show", title, "-o", "json").stdout)["activeTaskCount"] == 1
    assert todo("list", "rename", title, f"{title} 2").stdout == f"Renamed the list {title} to {title} 2\n"

    refused = todo("list", "rm", f"{title} 2", expect=4).stderr
    assert "(TASK_LIST_NOT_EMPTY); todo list rm --force deletes them too" in refused
    assert todo("list", "rm", name, "--force", "--yes").stdout == f"Deleted the list {title} 2 ({name})\n"
    assert name not in todo("list", "ls", "-o", "name").stdout.split()
    assert name in todo("list", "ls", "--deleted", "-o", "name").stdout.split()

    assert todo("list", "restore", f"{title} 2").stdout == f"Restored the list {title} 2 ({name})\n"
    assert todo.titles("--list", name) == ["Milk"]


def test_an_empty_list_is_deleted_without_a_word(todo: Todo) -> None:
    title = todo.environment["TODO_LIST"]
    for options in ([], ["--force"]):
        todo("list", "create", title)
        todo("list", "rm", title, *options)


def test_there_is_one_list_of_each_title(todo: Todo) -> None:
    title = todo.environment["TODO_LIST"]
    todo("list", "create", title)
    todo("list", "create", f"{title} 2")
    assert f"there is a list {title!r} already" in todo("list", "create", title, expect=4).stderr
    assert f"there is a list {title!r} already" in todo("list", "rename", f"{title} 2", title, expect=4).stderr
    todo("list", "rename", title, title)


def test_a_list_that_is_not_there_is_told_with_those_that_are(todo: Todo) -> None:
    todo("list", "create", todo.environment["TODO_LIST"])
    assert todo.environment["TODO_LIST"] in todo("list", "show", "nowhere", expect=3).stderr
    assert "there is no deleted list 'nowhere'" in todo("list", "restore", "nowhere", expect=3).stderr
