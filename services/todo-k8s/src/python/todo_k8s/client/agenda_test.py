"""What is due when, here; and the commands that list by it."""

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from todo.v1.task_pb2 import Task

from todo_k8s.client.agenda import Entry, day_rows, entries
from todo_k8s.client.due import parse_due
from todo_k8s.client.due_message import to_message
from todo_k8s.client.references import short
from todo_k8s.client.testing import Todo

NEW_YORK = ZoneInfo("America/New_York")
LAST = date(2026, 2, 2)


def task(due: str, title: str = "", parent: str = "l") -> Task:
    made = Task(name=f"taskLists/{parent}/tasks/{title or due}", title=title or due)
    if due:
        made.due.CopyFrom(to_message(parse_due(due)))
    return made


def places(*dues: str) -> list[tuple[date, time | None]]:
    found = entries(map(task, dues), LAST, NEW_YORK)
    return [(entry.day, entry.clock) for entry in found]


def test_moments_of_other_zones_are_due_when_that_is_here() -> None:
    assert places("2026-02-03T01:00[Europe/Berlin]") == [(LAST, time(19))]
    assert places("2026-02-04T01:30[Pacific/Kiritimati]", "2026-02-02T23:00[Pacific/Honolulu]") == []
    assert places("2026-02-03T12:30[Pacific/Kiritimati]") == [(LAST, time(17, 30))]


def test_days_and_floating_moments_are_the_same_everywhere() -> None:
    assert places("2026-02-02T23:59", "2026-02-02", "2026-02-01", "2026-02-03", "") == [
        (date(2026, 2, 1), None),
        (LAST, None),
        (LAST, time(23, 59)),
    ]


def test_a_zone_that_is_not_known_here_counts_as_none() -> None:
    assert places("2026-02-02T23:59[No/Where]") == [(LAST, time(23, 59))]


def test_a_day_stands_at_the_first_of_its_tasks() -> None:
    found = entries([task("2026-02-02", "a"), task("2026-02-02T09:00", "b", "m"), task("2026-01-31", "c")], LAST, UTC)
    rows = day_rows(found, date(2026, 2, 1), {"taskLists/l": "Home", "taskLists/m": "Work"})
    assert rows == [
        ("DAY", "TIME", "REF", "PRI", "TITLE", "LABELS", "LIST"),
        ("Sat 2026-01-31 overdue", "", "c", "", "c", "", "Home"),
        ("Mon 2026-02-02 tomorrow", "", "a", "", "a", "", "Home"),
        ("", "09:00", "b", "", "b", "", "Work"),
    ]
    assert found[0] == Entry(date(2026, 1, 31), None, task("2026-01-31", "c"))


def titles(todo: Todo, *command: str) -> list[str]:
    return [json.loads(line)["title"] for line in todo(*command, "-o", "ndjson").stdout.splitlines()]


def test_today_and_the_agenda_are_of_all_lists(todo: Todo) -> None:
    now = datetime.now().astimezone().date()
    label = f"+{todo.environment['TODO_LIST']}"
    home = todo.add("Milk", label, "--due", str(now))
    todo.add("Late", label, "--due", str(now - timedelta(days=400)), "--list", f"{label} work")
    todo.add("Soon", label, "--due", f"{now + timedelta(days=3)}T10:00")
    todo.add("Much later", label, "--due", str(now + timedelta(days=30)))
    todo.add("Some day", label)
    assert titles(todo, "today", "--label", label) == ["Late", "Milk"]
    assert titles(todo, "agenda", "-l", label) == ["Late", "Milk", "Soon"]
    assert titles(todo, "agenda", "-l", label, "--days", "31") == ["Late", "Milk", "Soon", "Much later"]
    assert titles(todo, "today", "--label", label, "--search", "MILK") == ["Milk"]
    shown = todo("agenda", "-l", label).stdout.splitlines()
    assert shown[0].split() == ["DAY", "TIME", "REF", "PRI", "TITLE", "LABELS", "LIST"]
    assert short(home) in shown[2] and f"{now:%a} {now} today" in shown[2]
    assert f"{label} work" in todo("today", "-l", label).stdout
    assert todo("today", "-l", "no-such-label").stderr == "todo: nothing is due today\n"


def test_ls_shows_what_all_options_hold_for(todo: Todo) -> None:
    now = datetime.now().astimezone().date()
    todo.add("(A) Milk +shop", "--due", str(now), "--note", "oat", "--assign", "ann")
    todo.add("Bread +shop", "--due", str(now + timedelta(days=1)))
    done = todo.add("Oats")
    todo("done", done)
    assert (
        todo.titles("--due", "today") == todo.titles("--priority", "A") == todo.titles("--assignee", "ann") == ["Milk"]
    )
    assert todo.titles("--label", "+shop") == ["Milk", "Bread"]
    assert todo.titles("--label", "+shop", "--due", "tomorrow") == ["Bread"]
    assert todo.titles("--search", "OAT") == ["Milk"]
    assert todo.titles("--search", "OAT", "--all") == ["Milk", "Oats"]
    assert todo.titles("--filter", "title:oat OR title:bread", "--done") == ["Oats"]
    assert todo.titles("--filter", "state = COMPLETED OR priority = 1") == ["Oats", "Milk"]
    assert "ASSIGNED" in todo("ls").stdout and " ann" in todo("ls").stdout
    assert "ASSIGNED" not in todo("ls", "--label", "+shop", "--due", "tomorrow").stdout
    wrong = todo("ls", "--filter", "due < tomorrow", "--priority", "A", expect=5)
    assert "at column 7: 'tomorrow' is no due date" in wrong.stderr
    assert "'soon' is no due date" in todo("ls", "--due", "soon", expect=2).stderr
