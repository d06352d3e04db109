"""The lines of a file as trees: each task with those below it, parents first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from todo_k8s.client.batch_calls import MOST_BYTES
from todo_k8s.client.entry import Entry, TaskIds
from todo_k8s.client.todotxt.line import LineError


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    entry: Entry
    task_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    number: int
    reason: str


Family: TypeAlias = list[Line | Refused]


def families(entries: Iterable[tuple[int, Entry | LineError]]) -> Iterator[Family]:
    """A line that follows its parent, or what is below that, as in an export, is in one family with it. One that stands
    before its parent waits for it; one that stands further behind begins a family of its own."""
    ids = TaskIds()
    growing = _Growing()
    for number, entry in entries:
        line = _line(number, entry, ids)
        if isinstance(line, Line) and line.entry.parent_id and growing.takes(line):
            continue
        if growing.family:
            yield growing.family
        growing.begin(line)
    if growing.family:
        yield growing.family
    yield from growing.orphans()


def _line(number: int, entry: Entry | LineError, ids: TaskIds) -> Line | Refused:
    if isinstance(entry, LineError):
        return Refused(number, str(entry))
    # gRPC itself ends a call of a few megabytes in a way that says nothing of the line.
    if (taken := entry.task.ByteSize()) > MOST_BYTES:
        return Refused(number, f"has {taken:,} bytes, more than a task can have")
    return Line(number, entry, ids.of(entry))


class _Growing:
    """The `family` at hand, and the lines whose parents have not come yet."""

    def __init__(self) -> None:
        self.family: Family = []
        self._members: dict[str, Line] = {}
        self._seen: set[str] = set()
        self._waiting: dict[str, list[Line]] = defaultdict(list)

    def begin(self, line: Line | Refused) -> None:
        self.family, self._members = [], {}
        self._add(line)

    def takes(self, line: Line) -> bool:
        """Whether it is in the family now, or waits."""
        parent_id = line.entry.parent_id
        if parent_id in self._members:
            self._add(line)
            return True
        if parent_id not in self._seen:
            self._waiting[parent_id].append(line)
            return True
        return False

    def orphans(self) -> Iterator[Family]:
        """Those whose parents never came: the list may have these. The rest stands below itself."""
        waiting = {line.task_id for lines in self._waiting.values() for line in lines}
        for parent_id in [each for each in self._waiting if each not in waiting]:
            for line in self._waiting.pop(parent_id):
                self.begin(line)
                yield self.family
        for number in sorted(line.number for lines in self._waiting.values() for line in lines):
            yield [Refused(number, "stands below itself; say another parent")]

    def _add(self, line: Line | Refused) -> None:
        to_add = [line]
        while to_add:
            each = to_add.pop()
            self.family.append(self._checked(each))
            if isinstance(each, Line):
                self._seen.add(each.task_id)
                self._members.setdefault(each.task_id, each)
                to_add += reversed(self._waiting.pop(each.task_id, []))

    def _checked(self, line: Line | Refused) -> Line | Refused:
        if isinstance(line, Line) and not line.entry.done:
            parent = self._members.get(line.entry.parent_id)
            if parent and parent.entry.done:
                return Refused(
                    line.number, f"is active, and its parent in line {parent.number} is done; say the same of both"
                )
        return line
