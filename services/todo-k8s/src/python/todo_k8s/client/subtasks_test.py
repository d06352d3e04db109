"""Commands over tasks with subtasks, against a real server."""

import json

from todo_k8s.client.references import short
from todo_k8s.client.testing import Todo


def shown(todo: Todo, *arguments: str) -> list[str]:
    """The titles as the table has them, further right below their parent."""
    head, *rows = todo("ls", *arguments).stdout.splitlines()
    return [row[head.index("TITLE") :].rstrip() for row in rows]


def test_subtasks_are_shown_below_their_parent(todo: Todo) -> None:
    milk, eggs = todo.add("Milk"), todo.add("Eggs")
    oat = todo.add("Oat", "--under", short(milk))
    added = todo("add", "Barista", "--under", oat).stdout
    todo.add("Soy", "--under", milk)
    assert added.partition(" ")[2].partition(" ")[2] == f"under {short(oat)}: Barista\n"
    assert shown(todo) == ["Milk", "  Oat", "    Barista", "  Soy", "Eggs"]
    todo("done", todo.add("Plum", "--under", eggs))
    with_done = [title.split("  20")[0].rstrip() for title in shown(todo, "--all")]
    assert with_done == ["Milk", "  Oat", "    Barista", "  Soy", "Eggs", "Plum"]
    assert todo.titles() == ["Milk", "Oat", "Barista", "Soy", "Eggs"]
    assert sorted(shown(todo, "--order", "due")) == ["Barista", "Eggs", "Milk", "Oat", "Soy"]
    assert "subtasks   2 active\n" in todo("show", milk).stdout
    assert f"under      {milk}\n" in todo("show", oat).stdout
    assert "under" not in todo("show", eggs).stdout


def test_done_takes_subtasks_along_where_it_is_told_to(todo: Todo) -> None:
    milk = todo.add("Milk")
    todo.add("Oat", "--under", milk)
    refused = todo("done", milk, expect=4).stderr
    assert "(SUBTASKS_ACTIVE); todo done --with-subtasks completes them too" in refused
    todo("done", milk, "--with-subtasks")
    assert sorted(todo.titles("--done")) == ["Milk", "Oat"]


def test_rm_takes_subtasks_along_where_it_is_told_to_and_restore_brings_them_back(todo: Todo) -> None:
    milk = todo.add("Milk")
    todo.add("Oat", "--under", milk)
    assert "(TASK_HAS_SUBTASKS); todo rm --force deletes them too" in todo("rm", milk, expect=4).stderr
    # What is to recur is not to be deleted.
    recurring = todo("edit", milk, "--every", "day", expect=4).stderr
    assert recurring.endswith("so it cannot recur; move them away or delete them first (TASK_HAS_SUBTASKS)\n")
    todo("rm", milk, "--force")
    assert sorted(todo.titles("--deleted")) == ["Milk", "Oat"]
    todo("restore", milk)
    assert shown(todo) == ["Milk", "  Oat"]


def test_what_an_undo_cannot_set_is_not_told_of(todo: Todo) -> None:
    milk = todo.add("Milk")
    made = json.loads(todo("log", "-o", "json").stdout)["events"][0]["name"]
    todo.add("Oat", "--under", milk)
    whole = f"todo: {milk} has subtasks; move them away or delete them first (TASK_HAS_SUBTASKS)\n"
    assert todo("undo", made, expect=4).stderr == whole


def test_an_export_has_subtasks_behind_their_parent(todo: Todo) -> None:
    milk = todo.add("Milk")
    todo.add("Eggs")
    todo.add("Oat", "--under", milk)
    assert todo("export", "--format", "todotxt").stdout == "Milk\nOat\nEggs\n"


def test_mv_takes_a_task_with_its_subtasks_under_another_and_to_the_top(todo: Todo) -> None:
    milk, eggs = todo.add("Milk"), todo.add("Eggs")
    oat = todo.add("Oat", "--under", milk)
    todo("mv", milk, "--under", short(eggs))
    assert shown(todo) == ["Eggs", "  Milk", "    Oat"]
    todo("mv", oat, "--top", "--first")
    assert shown(todo) == ["Oat", "Eggs", "  Milk"]
    todo("mv", oat, "--before", milk)
    assert shown(todo) == ["Eggs", "  Oat", "  Milk"]
    assert "MOVE_BELOW_ITSELF" in todo("mv", eggs, "--after", oat, expect=4).stderr
    assert "say one place" in todo("mv", eggs, "--top", "--under", oat, expect=2).stderr
    assert "say one place" in todo("mv", eggs, expect=2).stderr


def test_mv_takes_a_task_with_its_subtasks_to_another_list(todo: Todo) -> None:
    milk, eggs = todo.add("Milk"), todo.add("Eggs")
    todo.add("Oat", "--under", milk)
    todo("list", "create", "Shop of subtasks")
    said = todo("mv", short(milk), "--to-list", "Shop of subtasks", "--first").stdout
    assert said == f"Moved {short(milk)} to Shop of subtasks: Milk\n"
    assert shown(todo) == ["Eggs"]
    assert shown(todo, "--list", "Shop of subtasks") == ["Milk", "  Oat"]
    there = todo("ls", "--list", "Shop of subtasks", "-o", "name").stdout.splitlines()[0]
    gone = f"todo: {milk} does not exist (TASK_NOT_FOUND); it moved, and is {there} now\n"
    assert todo("show", milk, expect=3).stderr == gone
    assert f"to {there}" in todo("log").stdout
    assert f"from {milk}; title: Milk" in todo("log", "--list", "Shop of subtasks").stdout
    assert "say one place" in todo("mv", eggs, "--top", "--to-list", "Shop of subtasks", expect=2).stderr
