"""Random messages of any type, filled with what means something to the server, or with what should not."""

import random
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

_LIST_VERBS = ("Get", "Delete", "Undelete")
_OF_THE_WHOLE = ("request_id", "validate_only")
"""What a request of a batch may not have."""
_LEARNED = ("etag", "page_token", "request_id", "sync_token")
_KEPT = 60
"""Texts that are kept for each field's name."""

_ODD_TEXTS = (
    "",
    " ",
    "\0",
    "-",
    "*",
    "%s%n",
    "../..",
    "taskLists/-",
    "taskLists/-/tasks/-",
    "\u202eevil\u2028",
    "e\u0301" * 40,
    "\U0001f600" * 200,
    "9" * 60,
    "'; drop table items; --",
)
_ODD_NUMBERS = (-1, 0, 1, 13, 29, 30, 31, 60, 366, 9999, 10_000, 2**31 - 1, -(2**31), 2**32, 2**63 - 1, -(2**63))
_LIKELY = {"year": 2026, "month": 2, "day": 28, "nanos": 0, "page_size": 2}
_RANGES = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_ENUM: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 2**64 - 1),
}


class Vocabulary:
    """Texts by the name of the field in which they mean something; it learns from what the server answers."""

    def __init__(self, known: Mapping[str, Sequence[str]]) -> None:
        self._known = known
        self._learned: dict[str, deque[str]] = {name: deque(maxlen=_KEPT) for name in _LEARNED}

    def learn(self, answer: Message) -> None:
        for field, value in answer.ListFields():
            name = field.name.removeprefix("next_")
            if name in self._learned:
                self._learned[name].append(value)
            elif field.message_type and not field.message_type.GetOptions().map_entry:
                for part in value if field.is_repeated else [value]:
                    self.learn(part)

    def text(self, chance: random.Random, message: str, field: str) -> str:
        """One that means something in this field of this message or, where none is known to, in another."""
        learned = self._learned.get(field)
        if learned and chance.random() < 0.2:
            return chance.choice(learned)
        if field == "request_id" and chance.random() < 0.8:
            self._learned[field].append(str(UUID(int=chance.getrandbits(128), version=4)))
            return self._learned[field][-1]
        known = (name for name in (f"{message}.{field}", field) if name in self._known)
        return chance.choice(self._known[next(known, None) or chance.choice(list(self._known))])


def _odd_text(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return chance.choice(_ODD_TEXTS)
    length = chance.choice((1, 3, 64, 257, 1_025)) if chance.random() < 0.98 else chance.choice((17_000, 300_000))
    # A surrogate cannot be encoded; invalid UTF-8 comes from the mutations.
    points = (
        chance.choice((range(1, 128), range(0xA0, 0xD800), range(0xE000, 0x110000))) for _ in range(min(length, 40))
    )
    text = "".join(chr(chance.choice(some)) for some in points)
    return text * (length // len(text))


class Maker:
    """Makes messages. How many of their fields are set, and how many of those oddly, is another matter for each."""

    def __init__(self, chance: random.Random, words: Vocabulary) -> None:
        self._chance = chance
        self._words = words
        self._filled = self._odd = 0.0

    def make(self, kind: Descriptor) -> Message:
        self._filled = self._chance.choice((0.3, 0.6, 0.9, 1.0))
        self._odd = self._chance.choice((0.0, 0.0, 0.02, 0.3))
        return self._make(kind)

    def _make(self, kind: Descriptor, filled: float = 1.0) -> Message:
        made = GetMessageClass(kind)()
        for field in kind.fields:
            if self._chance.random() < self._filled * (filled if field.name in _OF_THE_WHOLE else 1.0):
                self._set(made, field)
        return made

    def _set(self, made: Message, field: FieldDescriptor) -> None:
        target = getattr(made, field.name)
        count = self._count() if field.is_repeated else 1
        if field.message_type and field.message_type.GetOptions().map_entry:
            for _ in range(count):
                target[self._text("Task", "annotation")] = self._text("Task", "title")
        elif field.message_type:
            for _ in range(count):
                part = target.add() if field.is_repeated else target
                part.CopyFrom(self._make(field.message_type, 0.1))
                # An empty message is one that is set, too.
                part.SetInParent()
        elif field.is_repeated:
            target.extend(self._scalar(made.DESCRIPTOR.name, field) for _ in range(count))
        else:
            setattr(made, field.name, self._scalar(made.DESCRIPTOR.name, field))

    def _count(self) -> int:
        return self._chance.choice((5, 60)) if self._is_odd() else self._chance.randint(0, 2)

    def _is_odd(self) -> bool:
        return self._chance.random() < self._odd

    def _scalar(self, message: str, field: FieldDescriptor) -> Any:
        if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
            text = self._text(message, field.name)
            return text.encode() if field.type == FieldDescriptor.TYPE_BYTES else text
        if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
            return self._chance.random() < 0.3
        if field.cpp_type in _RANGES:
            return self._number(field)
        return self._chance.choice((0.0, -1.5, 1e30, float("nan"), float("inf")))

    def _text(self, message: str, field: str) -> str:
        return _odd_text(self._chance) if self._is_odd() else self._words.text(self._chance, message, field)

    def _number(self, field: FieldDescriptor) -> int:
        low, high = _RANGES[field.cpp_type]
        if self._is_odd():
            return min(max(self._chance.choice(_ODD_NUMBERS), low), high)
        return _LIKELY[field.name] if field.name in _LIKELY else self._chance.randint(0, 3)


def start_words(chance: random.Random, lists: list[str], tasks: list[str]) -> Vocabulary:
    """What is known before the server has answered anything."""
    uuids = [str(UUID(int=chance.getrandbits(128), version=4)) for _ in range(20)]
    nowhere = f"taskLists/{uuids[0]}"
    events = [f"{each}/events/{number}" for each in lists for number in range(1, 12)]
    members = [f"{each}/members/{user}" for each in (*lists, nowhere) for user in ("ann", "bob@home.example", "me")]
    lists, tasks = [*lists, nowhere], [*tasks, f"{lists[0]}/tasks/none", f"{nowhere}/tasks/a"]
    return Vocabulary(
        {
            "name": tasks,
            "names": tasks,
            **{f"{kind}.name": members for kind in ("Member", "GetMemberRequest", "DeleteMemberRequest")},
            "member_id": ["ann", "bob@home.example", "me", "", "x" * 129],
            **{f"{kind}.name": lists for kind in ("TaskList", *(f"{verb}TaskListRequest" for verb in _LIST_VERBS))},
            **{f"{verb}EventRequest.name": events for verb in ("Get", "Undo")},
            "ListEventsRequest.task": ["", *tasks],
            "parent": lists,
            "ListTasksRequest.parent": [*lists, "taskLists/-"],
            **{f"{verb}ChangesRequest.parent": [*lists, "users/me"] for verb in ("Pull", "Watch")},
            "next_sibling": tasks,
            "previous_sibling": tasks,
            "destination_parent": [*[""] * len(tasks), *tasks, *lists],
            "parent_task": [*[""] * len(tasks), *tasks, *(f"{name}/tasks/-" for name in lists)],
            "task_id": ["", "", "a", "b", "new", "x" * 63],
            "task_list_id": ["", *uuids[1:]],
            "request_id": ["", "", "not-a-uuid", uuids[0].upper()],
            "etag": [*[""] * 6, '"1"'],
            "sync_token": [*[""] * 3, "W10", "AAAA", "WzEsIiIsIiIsMCwwXQ", "W1tbW1tbW1tb" * 500],
            "page_token": [*[""] * 12, "W10", "eyJ9", "AAAA", "WzEsIiIsIiIsIiJd", "W1tbW1tbW1tb" * 500],
            "title": ["milk", "bread", "eggs"],
            "notes": ["at the corner"],
            "labels": ["+shop", "@town", "+home"],
            "annotation": ["a/b", "color", "k"],
            "rule": [
                "FREQ=DAILY",
                "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
                "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3",
                "FREQ=YEARLY;BYDAY=-53MO,53SU;BYSETPOS=366",
                "FREQ=DAILY;INTERVAL=400;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=WEEKLY;BYHOUR=0,2,23;UNTIL=99991231T235959Z",
                "FREQ=SECONDLY",
                "FREQ=DAILY;" * 60,
            ],
            "Recurrence.time_zone": ["", "", "Pacific/Apia", "localtime", "../../etc/passwd"],
            "assignees": ["users/ann", "users/bob@home.example", "users/me"],
            "filter": [
                *[""] * 8,
                "state = ACTIVE",
                "state = COMPLETED",
                "delete_time:*",
                "due >= 2026-02-01 AND (milk OR priority < 3)",
                "-labels:+shop assignees:users/ann",
                "update_time > 2026-02-01T12:00:00Z OR NOT due:*",
                "due < 2026-02-30T12:00",
                "(" * 500,
                "NOT (" * 90,
                "state = " * 90,
                "a " * 900,
            ],
            "order_by": [
                "",
                "",
                "",
                "",
                "position",
                "due",
                "due desc",
                "update_time",
                "complete_time desc",
                "delete_time",
                "a,b",
            ],
            "paths": [
                "title",
                "notes",
                "priority",
                "labels",
                "due",
                "annotations",
                "recurrence",
                "role",
                "*",
                "due.date",
                "etag",
                "a.b.c",
            ],
            "id": ["Europe/Berlin", "UTC", "Mars/Base", "../../etc/passwd"],
            "service": ["", "todo.v1.TaskService", "nobody"],
            "file_by_filename": ["todo/v1/task.proto", "nothing.proto"],
            "file_containing_symbol": ["todo.v1.TaskService", "todo.v1.Task.State", "nobody"],
        }
    )
