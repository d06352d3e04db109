"""Tasks from the records of a CSV file."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping

from google.protobuf.json_format import Parse, ParseError
from todo.v1.task_pb2 import Recurrence, Task

from todo_k8s.client.csv_rows import TASK_COLUMNS
from todo_k8s.client.due import parse_due
from todo_k8s.client.due_message import to_message
from todo_k8s.client.entry import Entry, entry_of
from todo_k8s.client.every import parse_every
from todo_k8s.client.todotxt.line import LineError
from todo_k8s.client.todotxt.words import parse_priority

READ = (
    *("id", "title", "state", "priority", "due", "labels", "notes", "annotations"),
    *("assignees", "parent", "recurrence"),
)
"""The columns that an import takes; the others of an export are the server's own."""

_STATES = {"": False, "ACTIVE": False, "COMPLETED": True}
_UNREADABLE = "; nothing behind it is read, since where the next record begins cannot be known"


def csv_entries(raw_lines: Iterable[bytes]) -> Iterator[tuple[int, Entry | LineError]]:
    """Each record with the number of its first line. Raises LineError at once where the header is wrong."""
    records = _records(raw_lines)
    try:
        _, header = next(records)
    except StopIteration:
        raise LineError("has no header; the first line names the columns, title among them") from None
    columns = _columns(header)
    return ((number, _entry(columns, cells)) for number, cells in records)


def _records(raw_lines: Iterable[bytes]) -> Iterator[tuple[int, list[str] | LineError]]:
    # Strict, so that a quote in the wrong place is told rather than read in some way. A byte that is no UTF-8 becomes
    # a lone surrogate, which is told with its cell.
    texts = (line.decode("utf-8", "surrogateescape") for line in raw_lines)
    reader = csv.reader((text.removeprefix("\ufeff") if n == 0 else text for n, text in enumerate(texts)), strict=True)
    while True:
        first = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield first, LineError(f"{error}{_UNREADABLE}")
            return
        if cells:
            yield first, cells


def _columns(header: list[str] | LineError) -> list[str]:
    if isinstance(header, LineError):
        raise header
    columns = [name.strip().lower() for name in header]
    unknown = [name for name in columns if name not in TASK_COLUMNS]
    if unknown:
        hint = "; separate them by commas" if {";", "\t"} & set("".join(unknown)) else ""
        raise LineError(f"no column {unknown[0]!r}{hint}. The columns are {', '.join(TASK_COLUMNS)}; title is required")
    if len(set(columns)) < len(columns):
        raise LineError("names a column twice")
    if "title" not in columns:
        raise LineError("has no column title")
    return columns


def _entry(columns: list[str], cells: list[str] | LineError) -> Entry | LineError:
    try:
        if isinstance(cells, LineError):
            raise cells
        if len(cells) != len(columns):
            raise LineError(f"has {len(cells)} cells; the header has {len(columns)}")
        return _read(dict(zip(columns, cells, strict=True)))
    except LineError as error:
        return error


def _read(row: Mapping[str, str]) -> Entry:
    cells = {name: _unicode(name, row.get(name, "")) for name in READ}
    task = Task(
        title=cells["title"],
        notes=cells["notes"],
        labels=[label for label in cells["labels"].split(" ") if label],
        annotations=_annotations(cells["annotations"]),
        assignees=[user for user in cells["assignees"].split(" ") if user],
    )
    try:
        if cells["priority"]:
            task.priority = parse_priority(cells["priority"])
        if cells["due"]:
            task.due.CopyFrom(to_message(parse_due(cells["due"])))
        if cells["recurrence"]:
            task.recurrence.CopyFrom(_recurrence(cells["recurrence"]))
    except ValueError as error:
        raise LineError(str(error)) from None
    state = cells["state"].upper()
    if state not in _STATES:
        raise LineError(f"state: {cells['state']!r} is none; write ACTIVE or COMPLETED, or leave it empty")
    return entry_of(task, _STATES[state], cells["id"], cells["parent"])


def _recurrence(cell: str) -> Recurrence:
    """From an export's JSON, or from what a person writes. Raises ValueError with a sentence for people."""
    if not cell.startswith("{"):
        return Recurrence(rule=parse_every(cell).rule, basis=Recurrence.BASIS_SCHEDULED)
    try:
        return Parse(cell, Recurrence())
    except (ParseError, RecursionError) as error:
        # The lines that follow the first list every field that there is.
        raise ValueError(f"recurrence: {str(error).partition(chr(10))[0]}") from None


def _unicode(name: str, cell: str) -> str:
    try:
        cell.encode()
    except UnicodeEncodeError as error:
        raise LineError(f"{name}: not UTF-8: 0x{ord(cell[error.start]) - 0xDC00:02x}") from None
    return cell


def _annotations(cell: str) -> dict[str, str]:
    if not cell:
        return {}
    try:
        pairs = json.loads(cell)
    except (ValueError, RecursionError):
        pairs = None
    if not isinstance(pairs, dict) or not all(isinstance(value, str) for value in pairs.values()):
        raise LineError('annotations: not a JSON object of texts; write {"key":"value"}, or leave it empty')
    try:
        json.dumps(pairs, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise LineError("annotations: a lone surrogate is no character") from None
    return pairs
