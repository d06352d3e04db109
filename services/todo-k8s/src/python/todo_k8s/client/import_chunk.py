"""The lines of a file that one call puts into a list."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from todo_k8s.client.batch_calls import MOST, MOST_BYTES
from todo_k8s.client.entry import Entry, TaskIds
from todo_k8s.client.todotxt.line import LineError


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    entry: Entry
    task_id: str


@dataclass
class Chunk:
    """`refused` are reasons by line number: of lines that cannot be read, then of those that the service refuses."""

    lines: list[Line] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    bytes: int = 0

    def has_room_for(self, line: Line) -> bool:
        """An id that stands twice is there already the second time, which takes a call of its own to see."""
        return (
            len(self.lines) + len(self.refused) < MOST
            and self.bytes + line.entry.task.ByteSize() <= MOST_BYTES
            and all(line.task_id != other.task_id for other in self.lines)
        )

    def add(self, line: Line) -> None:
        self.lines.append(line)
        self.bytes += line.entry.task.ByteSize()

    @property
    def first(self) -> int:
        return min([*(line.number for line in self.lines), *self.refused])


def chunks_of(entries: Iterable[tuple[int, Entry | LineError]]) -> Iterator[Chunk]:
    """In the order of the file. Those without a line are of refused ones alone."""
    ids = TaskIds()
    chunk = Chunk()
    for number, entry in entries:
        if isinstance(entry, LineError):
            chunk.refused[number] = str(entry)
        elif (taken := entry.task.ByteSize()) > MOST_BYTES:
            # gRPC itself ends a call of a few megabytes in a way that says nothing of the line.
            chunk.refused[number] = f"has {taken:,} bytes, more than a task can have"
        else:
            line = Line(number, entry, ids.of(entry))
            if not chunk.has_room_for(line):
                yield chunk
                chunk = Chunk()
            chunk.add(line)
            continue
        if not chunk.lines:
            # Told at once: there is no other line that has to be told of first.
            yield chunk
            chunk = Chunk()
    if chunk.lines:
        yield chunk
