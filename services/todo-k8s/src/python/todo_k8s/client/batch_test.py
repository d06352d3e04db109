"""`todo batch`, against a real server."""

import json
from pathlib import Path

from todo_k8s.client.testing import Todo


def lines(*operations: object) -> str:
    return "".join(f"{json.dumps(operation)}\n" for operation in operations)


def creating(*titles: str) -> list[object]:
    return [{"create": {"task": {"title": title}, "taskId": title}} for title in titles]


def completing(*names: str) -> list[object]:
    return [{"complete": {"name": name}} for name in names]


def test_operations_are_done_in_their_order_and_told(todo: Todo) -> None:
    file = lines(
        *creating("milk", "eggs", "bread"),
        {"update": {"task": {"name": "milk", "priority": 1}}},
        *completing("milk", "eggs"),
        {"delete": {"name": "bread"}},
        {"create": {"task": {"title": "ham"}}},
    )
    told = todo("batch", "-f", "-", stdin=file).stdout.splitlines()
    assert told[:-1] == [
        "Added milk: milk",
        "Added eggs: eggs",
        "Added bread: bread",
        "Changed milk: milk",
        "Done milk: milk",
        "Done eggs: eggs",
        "Deleted bread: bread",
    ]
    assert told[-1].endswith(": ham")
    assert todo.titles() == ["ham"]
    assert set(todo.titles("--done")) == {"milk", "eggs"}


def test_a_name_says_its_list_and_an_id_is_of_the_list_given(todo: Todo) -> None:
    name = todo.add("milk")
    other = f"{todo.environment['TODO_LIST']} 2"
    todo("batch", "-f", "-", "--list", other, stdin=lines(*creating("milk")))
    todo("batch", "-f", "-", "--list", other, stdin=lines(*completing(name, "milk")))
    assert todo.titles("--done") == todo.titles("--done", "--list", other) == ["milk"]


def test_a_parent_is_named_as_every_task_is(todo: Todo) -> None:
    trip = todo.add("trip")
    parents = {"visa": trip, "form": "visa"}
    made = [
        {"create": {"task": {"title": title, "parentTask": above}, "taskId": title}} for title, above in parents.items()
    ]
    in_full = {"create": {"parent": trip.partition("/tasks/")[0], "task": {"title": "photo", "parentTask": "visa"}}}
    todo("batch", "-f", "-", stdin=lines(*made, in_full))
    assert [line.split()[-1] for line in todo("ls").stdout.splitlines()[1:]] == ["trip", "visa", "form", "photo"]


def test_more_than_one_call_takes_are_done_in_several(todo: Todo) -> None:
    titles = [f"t{number}" for number in range(45)]
    todo("batch", "-f", "-", stdin=lines(*creating(*titles)))
    assert todo.titles() == titles
    twice = [{"update": {"task": {"name": "t0", "title": title}}} for title in ("one", "two")]
    todo("batch", "-f", "-", stdin=lines(*twice))
    assert todo.titles()[0] == "two"


def test_what_is_refused_stops_it_and_says_how_to_go_on(todo: Todo, tmp_path: Path) -> None:
    file = tmp_path / "batch"
    file.write_text(lines(*creating("milk", "eggs"), *completing("milk", "none", "eggs"), *creating("bread")))
    ran = todo("batch", "-f", str(file), expect=3)
    assert ran.stdout == "Added milk: milk\nAdded eggs: eggs\n"
    assert f"{file}:4: " in ran.stderr
    assert "2 of 6 operations are done, lines 3 to 6 are not; go on with --from 3" in ran.stderr
    assert todo.titles() == ["milk", "eggs"]
    todo("batch", "-f", str(file), "--from", "5")
    assert todo.titles() == ["milk", "bread"]


def test_every_wrong_field_is_told_with_its_line(todo: Todo) -> None:
    file = lines({"create": {"task": {"title": "ok"}}}, *[{"create": {"task": {"title": " "}}}] * 2)
    ran = todo("batch", "-f", "-", "-o", "json", stdin=file, expect=5)
    assert ran.stdout == ""
    wrong = [detail for detail in json.loads(ran.stderr)["details"] if "fieldViolations" in detail][-1]
    assert [each["field"] for each in wrong["fieldViolations"]] == ["<stdin>:2", "<stdin>:3"]


def test_nothing_is_done_where_a_line_cannot_be_read(todo: Todo) -> None:
    unreadable = ["milk", "[]", '{"buy": {}}', '{"complete": "milk"}', '{"complete": {"name": ""}}']
    unreadable += ['{"complete": {"nam": "x"}}', '{"delete": {"name": "x", "requestId": "1"}}']
    unreadable += ['{"complete": {"name": "x"}, "complete": {"name": "y"}}']
    ran = todo("batch", "-f", "-", "-o", "json", stdin=lines(*creating("milk")) + "\n".join(unreadable), expect=2)
    status = json.loads(ran.stderr)
    assert status["details"][0]["reason"] == "LINES_UNREADABLE"
    assert [each["field"] for each in status["details"][1]["fieldViolations"]] == [f"<stdin>:{n}" for n in range(2, 10)]
    todo("ls", expect=3)


def test_for_programs_the_tasks(todo: Todo) -> None:
    shown = json.loads(todo("batch", "-f", "-", "-o", "json", stdin=lines(*creating("milk"))).stdout)
    assert [task["title"] for task in shown["tasks"]] == ["milk"]
