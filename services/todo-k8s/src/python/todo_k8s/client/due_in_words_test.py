"""Due dates in words on the command line, against a real server."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from todo_k8s.client.testing import Todo
from todo_k8s.client.testing_terminal import at_terminal


def due_of(todo: Todo, name: str) -> object:
    return json.loads(todo("show", name, "-o", "json").stdout)["due"]


def test_what_was_understood_is_said(todo: Todo) -> None:
    tomorrow = datetime.now(ZoneInfo("Europe/Berlin")).date() + timedelta(days=1)
    ran = todo("add", "Milk", "--due", "tomorrow 17:30 Europe/Berlin", "-o", "name", TZ="Europe/Berlin")
    (understood, _) = ran.stderr.splitlines()
    assert understood.startswith(f"todo: due {tomorrow:%a} {tomorrow.day} {tomorrow:%b}")
    assert understood.endswith(" 17:30 Europe/Berlin")
    name = ran.stdout.strip()
    assert due_of(todo, name)["dateTime"]["timeZone"] == {"id": "Europe/Berlin"}  # type: ignore[index]
    changed = todo("edit", name, "--due", "25 dec 2030")
    assert changed.stderr == "todo: due Wed 25 Dec 2030\n"
    assert due_of(todo, name) == {"date": {"year": 2030, "month": 12, "day": 25}}


def test_an_exact_date_needs_no_word_and_programs_hear_none(todo: Todo) -> None:
    todo.add("Milk")
    assert todo("add", "Milk", "--due", "2030-12-25").stderr == ""
    assert todo("add", "Milk", "--due", "25 dec 2030", "-o", "json").stderr == ""


def test_what_can_mean_two_days_is_refused_off_a_terminal(todo: Todo) -> None:
    refused = todo("add", "Milk", "--due", "1/2/2030", expect=2).stderr
    assert "Wed 2 Jan 2030 (2030-01-02) or Fri 1 Feb 2030 (2030-02-01); write which" in refused
    assert "or in words: today, tomorrow" in todo("add", "Milk", "--due", "someday", expect=2).stderr


def test_what_can_mean_two_days_is_asked_at_a_terminal(todo: Todo) -> None:
    with at_terminal(todo, "add", "Milk", "--due", "1/2/2030") as terminal:
        terminal.wait_for(r"2\) Fri 1 Feb 2030")
        terminal.type("2\n")
        terminal.wait_for("due Fri 1 Feb 2030")
        assert terminal.end() == 0
    assert "due:2030-02-01" in todo("export", "--format", "todotxt").stdout


def test_a_word_behind_due_in_the_title_is_understood_as_well(todo: Todo) -> None:
    tomorrow = datetime.now(ZoneInfo("Europe/Berlin")).date() + timedelta(days=1)
    ran = todo("add", "Milk", "due:tomorrow", "shop:corner", TZ="Europe/Berlin")
    assert ran.stderr.splitlines()[0] == f"todo: due {tomorrow:%a} {tomorrow.day} {tomorrow:%b}"
    assert ran.stdout.endswith(f": Milk due:{tomorrow} shop:corner\n")
    assert "'soon' is no due date" in todo("add", "Milk", "due:soon", expect=2).stderr
    for words in (("due:tomorrow", "--due", "2030-12-25"), ("due:tomorrow", "due:2030-12-25")):
        assert "the due date is there twice: due:20" in todo("add", "Milk", *words, expect=2).stderr
