import json
import re
import unicodedata
from collections import defaultdict
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from todo_k8s.domain import limits
from todo_k8s.domain.content import FIELDS, changes_of, populated, refuse_large
from todo_k8s.domain.errors import InvalidArgument
from todo_k8s.domain.model import Due, Task, TaskContent
from todo_k8s.domain.requests import DateInput, EmptyDue, RecurrenceInput, TaskInput
from todo_k8s.domain.testing import Service, service
from todo_k8s.domain.violations import Violations

WHOLE: dict[str, Any] = {
    "title": "milk",
    "notes": "fresh",
    "priority": 2,
    "labels": ("+home",),
    "due": DateInput(2026, 2, 1),
    "annotations": {"k": "v"},
    "assignees": ("users/ann",),
}
AS_CONTENT = TaskContent("milk", "fresh", 2, ("+home",), Due(date(2026, 2, 1)), {"k": "v"}, ("users/ann",))
EMPTY: dict[str, Any] = {"notes": "", "priority": 0, "labels": (), "due": None, "annotations": {}, "assignees": ()}


_HAS_SHAPE = re.compile("ARABIC|SYRIAC|KAITHI|EGYPTIAN|INTERLINEAR")
_ONLY_CHANGES_OTHERS = re.compile("SELECTOR|JOINER|INHERENT")


async def whole_task(todo: Service) -> Task:
    return await todo.new_task(await todo.new_list(), **WHOLE)


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("title", "oat milk", "oat milk"),
        ("notes", "two\nlitres", "two\nlitres"),
        ("priority", 26, 26),
        ("labels", ("b", "a"), ("b", "a")),
        ("due", DateInput(2026, 3, 1), Due(date(2026, 3, 1))),
        ("annotations", {"other": ""}, {"other": ""}),
        ("assignees", ("users/bob", "users/ann"), ("users/bob", "users/ann")),
    ],
)
async def test_without_a_mask_what_is_set_changes_and_the_rest_stays(
    tmp_path: Path, field: str, given: object, kept: Any
) -> None:
    async with service(tmp_path) as todo:
        task = await whole_task(todo)
        assert task.content == AS_CONTENT
        expected = replace(AS_CONTENT, **{field: kept})
        assert (await todo.update(task, **{field: given})).content == expected
        assert (await todo.get(task)).content == expected


@pytest.mark.parametrize("field", EMPTY)
async def test_what_a_mask_names_and_the_task_leaves_out_is_cleared(tmp_path: Path, field: str) -> None:
    async with service(tmp_path) as todo:
        task = await whole_task(todo)
        expected = replace(AS_CONTENT, **{field: EMPTY[field]})
        assert (await todo.update(task, field, title="not named")).content == expected
        assert (await todo.get(task)).content == expected


async def test_a_star_replaces_the_whole(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        task = await whole_task(todo)
        assert (await todo.update(task, "*", title="eggs")).content == TaskContent("eggs")


async def test_a_completed_task_can_be_changed_where_it_stands(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        done = await todo.complete(await todo.new_task(home))
        changed = await todo.update(done, title="eggs")
        assert changed == replace(done, version=changed.version, content=TaskContent("eggs"))
        assert await todo.listed(home, "state = COMPLETED") == [changed]


async def test_every_wrong_field_of_an_update_is_named_at_once(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        task = await whole_task(todo)
        wrong: dict[str, Any] = {"priority": -1, "due": EmptyDue(), "labels": ("",)}
        with pytest.raises(InvalidArgument) as caught:
            await todo.update(task, "title", "priority", "due", "labels", "state", "due.date", **wrong)
        fields = ["update_mask", "update_mask", "task.title", "task.priority", "task.labels[0]", "task.due"]
        assert [violation.field for violation in caught.value.violations] == fields
        assert await todo.get(task) == task


async def test_fields_that_are_not_named_are_not_looked_at(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        task = await whole_task(todo)
        changed = await todo.update(task, "title", title="eggs", priority=99, due=EmptyDue())
        assert changed.content == replace(AS_CONTENT, title="eggs")


@pytest.mark.parametrize(
    ("name", "least", "most", "over"),
    [
        ("title", "x", "\U0001f4dd" * limits.TASK_TITLE_CODE_POINTS, "x" * (limits.TASK_TITLE_CODE_POINTS + 1)),
        ("title", "é", "\u2003x", "\u2003"),
        ("title", "\u200bx", "\U0001f469\u200d\U0001f4bb \u2764\ufe0f", "\u200b \u2060\xad\ufeff\ufe0f"),
        ("notes", "\n", "\U0001f4dd" * limits.NOTES_CODE_POINTS, "x" * (limits.NOTES_CODE_POINTS + 1)),
        ("priority", 1, limits.PRIORITY, limits.PRIORITY + 1),
        ("labels", ["x"], [str(n) for n in range(limits.LABELS)], [str(n) for n in range(limits.LABELS + 1)]),
        ("labels", ["x"], ["x" * limits.LABEL_CODE_POINTS], ["x" * (limits.LABEL_CODE_POINTS + 1)]),
        ("assignees", ["users/x"], [f"users/{n}" for n in range(20)], [f"users/{n}" for n in range(21)]),
        ("assignees", ["users/a-B_c.d@e+9"], ["users/" + "x" * 128], ["users/" + "x" * 129]),
        ("assignees", [], ["users/a", "users/b"], ["users/a", "users/a"]),
        ("assignees", [], ["users/a"], ["ann"]),
        ("annotations", {"k": ""}, {f"k{n}": "v" for n in range(50)}, {f"k{n}": "v" for n in range(51)}),
        ("annotations", {"a/b.c_d-e": ""}, {"k" * 63: "v" * 1_024}, {"k" * 64: "v"}),
        ("annotations", {"k": "v"}, {"k": "\U0001f4dd" * 1_024}, {"k": "v" * 1_025}),
    ],
)
def test_each_field_is_taken_up_to_its_limit(name: str, least: object, most: object, over: object) -> None:
    assert [problems(**{name: value}) for value in (least, most)] == [[], []]
    assert [field.startswith(f"task.{name}") for field in problems(**{name: over})] == [True]


def problems(**given: Any) -> list[str]:
    """The wrong fields of an update to this."""
    violations = Violations()
    changes_of(TaskInput(**given), given, violations)
    try:
        violations.raise_if_any()
    except InvalidArgument as error:
        return [violation.field for violation in error.violations]
    return []


def test_a_title_of_what_shows_nothing_is_blank() -> None:
    # What there is beyond are ideographs and what is for private use.
    characters = [chr(point) for point in chain(range(0x20000), range(0xE0000, 0xE1000))]
    by_category: dict[str, dict[bool, list[str]]] = defaultdict(lambda: {True: [], False: []})
    for each in characters:
        violations = Violations()
        violations.title("title", each, 1)
        is_blank = any(violation.description.startswith("is blank") for violation in violations.found)
        by_category[unicodedata.category(each)][is_blank].append(each)
    blank = {category: found[True] for category, found in by_category.items() if found[True]}
    assert blank.keys() == {"Cc", "Cf", "Cn", "Lo", "Mn", "So", "Zl", "Zp", "Zs"}
    assert blank["Lo"] + blank["So"] == list("\u115f\u1160\u3164\uffa0\u2800")
    assert all(map(_ONLY_CHANGES_OTHERS.search, map(unicodedata.name, blank["Mn"])))
    assert all(map(_HAS_SHAPE.match, map(unicodedata.name, by_category["Cf"][False])))
    assert not any(by_category[category][False] for category in ("Zl", "Zp", "Zs"))


async def test_the_texts_of_a_task_are_limited_together(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        half: dict[str, Any] = {"notes": "\U0001f4dd" * limits.NOTES_CODE_POINTS}
        rest = {f"k{number}": "\U0001f4dd" * 1_024 for number in range(16)}
        task = await todo.new_task(home, **half)
        for refused in (todo.update(task, annotations=rest), todo.new_task(home, annotations=rest, **half)):
            with pytest.raises(InvalidArgument, match=r"shorten its texts to 131,072 together") as caught:
                await refused
            assert [violation.field for violation in caught.value.violations] == ["task"]
        del rest["k15"]
        changed = await todo.update(task, annotations=rest)
        # What is replaced as a whole stands twice in the event of the change.
        assert (await todo.update(changed, "*", title="x", annotations=rest | {"k14": "y"})).content.notes == ""


def test_the_fields_of_an_input_are_those_with_a_value() -> None:
    assert populated(TaskInput(**WHOLE, recurrence=RecurrenceInput("FREQ=DAILY"))) == list(FIELDS)
    assert populated(TaskInput()) == []
    assert populated(TaskInput(due=EmptyDue(), priority=-1)) == ["priority", "due"]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=3), st.dictionaries(TEXTS, TEXTS, max_size=3), st.integers(-2, 2))
@example("\x01", "", [], {}, -1)
@example("", "", ["", ""], {}, -1)
@example("", "", [], {"": ""}, -1)
def test_what_a_task_takes_is_all_its_texts_as_json(
    title: str, notes: str, labels: list[str], annotations: dict[str, str], room: int
) -> None:
    content = TaskContent(title, notes, 0, tuple(labels), annotations=annotations)
    taken = len(json.dumps([title, notes, labels, annotations], ensure_ascii=False).encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "TASK_BYTES", taken + room)
        try:
            refuse_large(content)
        except InvalidArgument:
            assert room < 0
        else:
            assert room >= 0
