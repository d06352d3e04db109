"""Trees and series that were exported, imported: into lists of a real server."""

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

import grpc
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from todo_k8s.client.api import Api
from todo_k8s.client.entries import entries_of
from todo_k8s.client.exporting import tasks_in_order, written
from todo_k8s.client.importing import Importer
from todo_k8s.client.testing import Todo

Json = dict[str, Any]

# What the server makes anew.
OWN = ("uid", "position", "createTime", "updateTime", "completeTime", "etag")
RULES: list[Json] = [
    {"rule": "FREQ=DAILY", "basis": "BASIS_SCHEDULED"},
    {"rule": "FREQ=DAILY;UNTIL=20261201", "basis": "BASIS_SCHEDULED"},
    {"rule": "FREQ=DAILY;INTERVAL=3", "basis": "BASIS_COMPLETED", "timeZone": "Europe/Berlin"},
    {"rule": "FREQ=DAILY", "basis": "BASIS_SCHEDULED", "excludedDates": [{"year": 2026, "month": 12, "day": 24}]},
]
DUE = {"date": {"year": 2026, "month": 12, "day": 1}}


@st.composite
def lines(draw: st.DrawFn) -> list[Json]:
    """Of trees as a list can have them, each task with its parent before it."""
    made: list[Json] = []
    family: list[tuple[Json, int]] = []
    for number in range(draw(st.integers(1, 50))):
        above = [(task, depth) for task, depth in family if depth < 5 and "recurrence" not in task]
        parent, depth = draw(st.sampled_from(above)) if above and len(family) < 20 and draw(st.booleans()) else ({}, 0)
        task: Json = {"name": f"taskLists/x/tasks/t{number}", "title": draw(st.sampled_from(["a", "b"]))}
        task["state"] = "STATE_ACTIVE"
        if parent.get("state") == "STATE_COMPLETED" or draw(st.booleans()):
            task["state"] = "STATE_COMPLETED"
        if parent:
            task["parentTask"] = parent["name"]
        if rule := draw(st.none() | st.sampled_from(RULES)):
            task |= {"due": DUE, "recurrence": rule}
        family = [*family, (task, depth + 1)] if parent else [(task, 1)]
        made.append(task)
    return made


@pytest.fixture(scope="module")
def api(address: str) -> Iterator[Api]:
    with grpc.insecure_channel(address) as channel:
        yield Api(channel, 60)


def imported(api: Api, text: bytes, kind: str = "jsonl") -> tuple[str, list[str]]:
    """The list, and what was refused."""
    parent, refused = api.create_list(str(uuid4())).name, list[str]()
    importer = Importer(api, parent, lambda number, reason: refused.append(f"{number}: {reason}"))
    importer.run(entries_of(kind, io.BytesIO(text), "-"))
    return parent, refused


def exported(api: Api, parent: str, kind: str = "jsonl") -> bytes:
    return b"".join(written(kind, tasks_in_order(api, parent)))


def essence(text: bytes, parent: str) -> list[Json]:
    found = [json.loads(line) for line in text.replace(parent.encode(), b"taskLists/x").splitlines()]
    return [{key: value for key, value in each.items() if key not in OWN} for each in found]


def text_of(tasks: Sequence[Json]) -> bytes:
    return "".join(f"{json.dumps(task)}\n" for task in tasks).encode()


# Each example makes lists, of which a user has 500 at most: to shrink one would make too many.
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(lines(), st.booleans())
def test_an_export_that_is_imported_exports_as_the_same(api: Api, tasks: list[Json], is_backwards: bool) -> None:
    """Also of lines whose parents come behind them."""
    first, refused = imported(api, text_of(tasks[::-1] if is_backwards else tasks))
    assert refused == []
    once = exported(api, first)
    given = {task["name"]: task for task in tasks}
    assert {task["name"]: {**task, **given[task["name"]]} for task in essence(once, first)} == {
        task["name"]: task for task in essence(once, first)
    }
    second, refused = imported(api, once)
    assert (refused, essence(exported(api, second), second)) == ([], essence(once, first))
    table = exported(api, second, "csv")
    third, refused = imported(api, table, "csv")
    assert (refused, essence(exported(api, third), third)) == ([], essence(once, first))


def test_a_second_import_adds_nothing_to_a_tree(api: Api) -> None:
    parent = {"name": "taskLists/x/tasks/a", "title": "a", "state": "STATE_COMPLETED"}
    child = {"title": "b", "parentTask": "taskLists/x/tasks/a", "state": "STATE_COMPLETED"}
    text = text_of([parent, child, child])
    home, refused = imported(api, text)
    before = exported(api, home)
    again = Importer(api, home, lambda number, reason: refused.append(reason))
    again.run(entries_of("jsonl", io.BytesIO(text), "-"))
    assert (str(again.tally), refused) == ("3 lines: 0 added, 3 already there, 0 refused", [])
    assert exported(api, home) == before


def test_a_tree_that_takes_more_than_a_call_is_completed_when_all_of_it_is_there(api: Api) -> None:
    names = [f"taskLists/x/tasks/t{number}" for number in range(20)]
    large = {"title": "a", "notes": "\N{MUSICAL SYMBOL G CLEF}" * 16_384, "state": "STATE_COMPLETED"}
    tasks = [
        {**large, "name": name, **({"parentTask": names[0]} if number else {})} for number, name in enumerate(names)
    ]
    home, refused = imported(api, text_of(tasks))
    assert refused == []
    assert {task["name"]: task["state"] for task in essence(exported(api, home), home)} == dict.fromkeys(
        names, "STATE_COMPLETED"
    )


def test_a_series_that_was_cut_off_when_it_was_done_recurs_again(api: Api) -> None:
    """As if an import had ended between completing it and saying how it recurred."""
    task = {"name": "taskLists/x/tasks/a", "title": "a", "due": DUE, "state": "STATE_COMPLETED"}
    home, _ = imported(api, text_of([task]))
    Importer(api, home, print).run(entries_of("jsonl", io.BytesIO(text_of([task | {"recurrence": RULES[0]}])), "-"))
    assert [each["recurrence"] for each in essence(exported(api, home), home)] == [RULES[0]]


def test_lines_whose_parents_make_no_sense_are_refused_alone(api: Api) -> None:
    def line(number: int, parent: int, state: str = "ACTIVE") -> Json:
        names = {"name": f"taskLists/x/tasks/t{number}", "parentTask": f"taskLists/x/tasks/t{parent}"}
        return {"title": str(number), "state": f"STATE_{state}", **names}

    top: Json = {"name": "taskLists/x/tasks/t5", "title": "5", "state": "STATE_COMPLETED"}
    tasks = [line(1, 9), line(2, 3), line(3, 2), top, line(6, 5), line(7, 6), {"title": "8"}]
    home, refused = imported(api, text_of(tasks))
    assert sorted(each.split(" (")[0].replace(home, "…") for each in refused) == [
        "1: …/tasks/t9 does not exist",
        "2: stands below itself; say another parent",
        "3: stands below itself; say another parent",
        "5: is active, and its parent in line 4 is done; say the same of both",
        "6: …/tasks/t6 does not exist",
    ]
    assert [task["title"] for task in essence(exported(api, home), home)] == ["5", "8"]


def test_todotxt_says_what_it_leaves_out(todo: Todo) -> None:
    parent = todo.add("Milk")
    todo("add", "Oat", "--under", parent)
    todo("add", "Water", "--every", "day")
    assert "2 tasks say more than todo.txt can" in todo("export", "--format", "todotxt").stderr
