"""The lines of a file that one call puts into a list."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from todo_k8s.client.batch_calls import MOST, MOST_BYTES
from todo_k8s.client.entry import Entry
from todo_k8s.client.import_families import Line, Refused, families
from todo_k8s.client.todotxt.line import LineError


@dataclass
class Chunk:
    """`refused` are reasons by line number: of lines that cannot be read, then of those that the service refuses."""

    lines: list[Line] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    is_whole: bool = True
    """Whether all lines that stand below one of these in the tree are in it, or were in one before."""

    def has_room_for(self, lines: list[Line]) -> bool:
        """An id that stands twice is there already the second time, which takes a call of its own to see."""
        return (
            len(self.lines) + len(self.refused) + len(lines) <= MOST
            and bytes_of(self.lines) + bytes_of(lines) <= MOST_BYTES
            and {line.task_id for line in self.lines}.isdisjoint(line.task_id for line in lines)
        )

    @property
    def first(self) -> int:
        return min([*(line.number for line in self.lines), *self.refused])


def chunks_of(entries: Iterable[tuple[int, Entry | LineError]]) -> Iterator[Chunk]:
    """In the order of the file, but that what belongs together stays so, parents first. Those without a line are of
    refused ones alone."""
    chunk = Chunk()
    for family in families(entries):
        lines = [line for line in family if isinstance(line, Line)]
        refused = {line.number: line.reason for line in family if isinstance(line, Refused)}
        if lines and not chunk.has_room_for(lines) and chunk.lines:
            yield chunk
            chunk = Chunk()
        for line in lines:
            if not chunk.has_room_for([line]):
                yield Chunk(chunk.lines, chunk.refused, is_whole=False)
                chunk = Chunk()
            chunk.lines.append(line)
        chunk.refused |= refused
        if not chunk.lines:
            # Told at once: there is no other line that has to be told of first.
            yield chunk
            chunk = Chunk()
    if chunk.lines:
        yield chunk


def bytes_of(lines: Iterable[Line]) -> int:
    return sum(line.entry.task.ByteSize() for line in lines)
