"""Commands on tasks that recur, against a real server."""

import json
from typing import Any

from todo_k8s.client.references import short
from todo_k8s.client.testing import Todo


def shown(todo: Todo, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(todo("show", name, "-o", "json").stdout)
    return found


def test_done_says_when_the_next_one_is_due(todo: Todo) -> None:
    added = todo("add", "Water", "--due", "2026-12-01", "--every", "2 weeks").stdout
    assert added.endswith(": Water due:2026-12-01 (every 2 weeks)\n")
    name = todo("ls", "-o", "name").stdout.strip()
    assert todo("done", name).stdout == f"Done {short(name)}: Water; next due 2026-12-15\n"
    assert todo("skip", name).stdout == f"Skipped {short(name)}: Water; next due 2026-12-29\n"
    assert "2026-12-29 *" in todo("ls").stdout
    text = todo("show", name).stdout
    assert "recurs     every 2 weeks\n" in text
    done = json.loads(todo("ls", "--done", "-o", "ndjson").stdout)
    assert (done["title"], done["series"]) == ("Water", name)
    assert f"last done  {done['name']}\n" in text


def test_the_last_occurrence_is_done_as_any_task(todo: Todo) -> None:
    name = todo.add("Once", "--due", "2026-12-01T09:00", "--every", "FREQ=DAILY;COUNT=1")
    assert "NO_NEXT_OCCURRENCE" in todo("skip", name, expect=4).stderr
    assert todo("done", name).stdout == f"Done {short(name)}: Once\n"


def test_a_task_without_a_due_date_begins_with_the_first_day_that_comes(todo: Todo) -> None:
    assert "due" in shown(todo, todo.add("Water", "--every", "monday,thursday"))
    assert "say --due too" in todo("add", "Water", "--every", "FREQ=DAILY", expect=2).stderr


def test_a_due_date_that_is_none_of_the_rule_is_refused_with_the_first_that_is(todo: Todo) -> None:
    refused = todo("add", "Water", "--due", "2026-12-01", "--every", "monday", expect=5).stderr
    assert "2026-12-07" in refused


def test_after_done_counts_from_the_completion_in_this_machines_zone(todo: Todo) -> None:
    name = todo.add("Water", "--due", "2020-01-01", "--every", "3 days", "--after-done")
    assert shown(todo, name)["recurrence"]["basis"] == "BASIS_COMPLETED"
    assert "next due 2020" not in todo("done", name).stdout
    there = todo("add", "Water", "--every", "day", "--after-done", "-o", "json", TZ="Pacific/Auckland").stdout
    assert json.loads(there)["recurrence"]["timeZone"] == "Pacific/Auckland"
    assert "say both" in todo("add", "Water", "--after-done", expect=2).stderr


def test_edit_makes_a_task_recur_and_end_that(todo: Todo) -> None:
    name = todo.add("Rent", "--due", "2026-12-31")
    todo("edit", name, "--every", "month on the last day")
    assert shown(todo, name)["recurrence"]["rule"] == "FREQ=MONTHLY;BYMONTHDAY=-1"
    assert "at once" in todo("edit", name, "--every", "day", "--clear", "recurrence", expect=2).stderr
    todo("edit", name, "--clear", "recurrence")
    assert "recurrence" not in shown(todo, name)
    todo("edit", name, "--clear", "due")
    for _ in range(2):
        assert "does not recur, so it has no occurrences (TASK_NOT_RECURRING)" in todo("skip", name, expect=4).stderr
        todo("edit", name, "--due", "2026-12-31")


def test_a_recurring_task_survives_export_and_import(todo: Todo) -> None:
    todo("add", "Water", "--due", "2026-12-01", "--every", "day", "--list", "from")
    exported = todo("export", "--list", "from", "--format", "jsonl").stdout
    todo("import", "-", "--format", "jsonl", "--list", "to", stdin=exported)
    name = todo("ls", "-o", "name", "--list", "to").stdout.strip()
    assert shown(todo, name)["recurrence"] == {"rule": "FREQ=DAILY", "basis": "BASIS_SCHEDULED"}
