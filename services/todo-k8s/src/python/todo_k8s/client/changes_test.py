"""Commands that change a task, against a real server."""

import json
from typing import Any

from todo_k8s.client.references import short
from todo_k8s.client.testing import Todo


def shown(todo: Todo, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(todo("show", name, "-o", "json").stdout)
    return found


def test_edit_changes_what_is_named_and_nothing_else(todo: Todo) -> None:
    name = todo.add("Milk +home k:v", "--note", "two", "--priority", "B", "--due", "2026-12-01")
    sentence = todo("edit", short(name), "--title", "Oat milk", "--label", "@shop", "--clear", "priority").stdout
    assert sentence == f"Changed {short(name)}: Oat milk\n"
    after = shown(todo, name)
    assert (after["title"], after["labels"], after["notes"]) == ("Oat milk", ["+home", "@shop"], "two")
    assert "priority" not in after
    assert after["due"] == {"date": {"year": 2026, "month": 12, "day": 1}}
    assert after["annotations"] == {"k": "v"}


def test_edit_takes_labels_away_and_says_where_nothing_changes(todo: Todo) -> None:
    name = todo.add("Milk +home @shop")
    todo("edit", name, "--unlabel", "+home")
    assert shown(todo, name)["labels"] == ["@shop"]
    before = shown(todo, name)
    assert todo("edit", name, "--unlabel", "+home", "--label", "@shop").stdout.startswith("Nothing to change in ")
    assert shown(todo, name) == before


def test_edit_with_a_stale_etag_changes_nothing(todo: Todo) -> None:
    name = todo.add("Milk")
    etag = shown(todo, name)["etag"]
    todo("edit", name, "--title", "Oat milk", "--etag", etag)
    assert "ETAG_MISMATCH" in todo("edit", name, "--title", "Soy milk", "--etag", etag, expect=4).stderr
    assert shown(todo, name)["title"] == "Oat milk"


def test_edit_that_contradicts_itself_is_refused(todo: Todo) -> None:
    for options in (["--due", "2026-12-01", "--clear", "due"], ["--label", "a", "--unlabel", "a"]):
        assert "at once" in todo("edit", "00000000", *options, expect=2).stderr


def test_edit_off_a_terminal_says_what_it_needs(todo: Todo) -> None:
    assert "say what to change" in todo("edit", "00000000", expect=2).stderr


def test_reopen_makes_a_task_active_again(todo: Todo) -> None:
    name = todo.add("Milk")
    todo("done", name)
    assert todo("reopen", short(name)).stdout == f"Reopened {short(name)}: Milk\n"
    assert todo("reopen", name).stdout == f"Already open {short(name)}: Milk\n"
    assert shown(todo, name)["state"] == "STATE_ACTIVE"


def test_reopen_forgets_the_day_that_a_file_brought(todo: Todo) -> None:
    todo("import", "-", "--format", "todotxt", stdin="x 2020-02-02 2020-01-01 Milk k:v\n")
    name = todo("ls", "--done", "-o", "name").stdout.strip()
    todo("reopen", name)
    todo("done", name)
    exported = todo("export", "--format", "todotxt").stdout
    assert exported.startswith("x 20")
    assert exported.endswith(" 2020-01-01 Milk k:v\n")
    assert "2020-02-02" not in exported


def test_what_was_deleted_can_be_restored(todo: Todo) -> None:
    milk, bread = todo.add("Milk"), todo.add("Bread")
    assert todo("rm", short(milk)).stdout == f"Deleted {short(milk)}: Milk\n"
    assert todo("rm", milk).stdout == f"Already deleted {short(milk)}: Milk\n"
    assert (todo.titles(), todo.titles("--deleted")) == (["Bread"], ["Milk"])
    assert todo("restore", short(milk)).stdout == f"Restored {short(milk)}: Milk\n"
    assert todo("restore", bread).stdout == f"Already there {short(bread)}: Bread\n"
    assert todo.titles() == ["Milk", "Bread"]


def test_nothing_is_changed_unless_all_are_found(todo: Todo) -> None:
    name = todo.add("Milk")
    for command in ("done", "reopen", "rm", "restore"):
        todo(command, name, "00000000", expect=3)
    assert todo.titles() == ["Milk"]


def test_mv_puts_a_task_in_its_place(todo: Todo) -> None:
    a, b, c = todo.add("a"), todo.add("b"), todo.add("c")
    for place, order in [
        (["--first"], "cab"),
        (["--last"], "abc"),
        (["--before", short(b)], "acb"),
        (["--after", b], "abc"),
    ]:
        assert todo("mv", short(c), *place).stdout == f"Moved {short(c)}: c\n"
        assert "".join(todo.titles()) == order
    assert "say one place" in todo("mv", a, expect=2).stderr
    assert "say one place" in todo("mv", a, "--first", "--after", b, expect=2).stderr


def test_a_reference_to_a_deleted_task_does_not_come_to_mean_another(todo: Todo) -> None:
    line = '{"name":"taskLists/x/tasks/12345678-%s","title":"%s"}\n'
    todo("import", "-", "--format", "jsonl", stdin=line % ("a", "old"))
    todo("rm", "12345678")
    todo("import", "-", "--format", "jsonl", stdin=line % ("b", "new"))
    refused = todo("rm", "12345678", expect=4).stderr
    assert "is the beginning of 2 tasks: 12345678-a, 12345678-b" in refused
    todo("rm", "12345678-b")
    assert todo.titles() == []


def test_a_reference_that_is_too_short_says_what_begins_so(todo: Todo) -> None:
    name = todo.add("Milk")
    assert f"so begin: {short(name)}" in todo("show", short(name)[:4], expect=3).stderr


def test_an_id_that_others_begin_with_is_named_whole(todo: Todo) -> None:
    lines = [f'{{"name":"taskLists/x/tasks/{each}","title":"{each}"}}\n' for each in ("groceries", "groceries-2")]
    todo("import", "-", "--format", "jsonl", stdin="".join(lines))
    refused = todo("show", "groceries", expect=4).stderr
    name = refused.partition("2 tasks: ")[2].partition(",")[0]
    assert shown(todo, name)["title"] == "groceries"
