"""The entries of a file, whichever format it has."""

from collections.abc import Iterable, Iterator

from todo_k8s.client import exit_codes
from todo_k8s.client.csv_entries import csv_entries
from todo_k8s.client.entry import Entry, json_entry, line_entries, todotxt_entry
from todo_k8s.client.failure import Failure
from todo_k8s.client.todotxt.line import LineError


def entries_of(kind: str, raw_lines: Iterable[bytes], file_name: str) -> Iterator[tuple[int, Entry | LineError]]:
    """Each with its line number. Raises Failure where nothing of the file can be understood."""
    if kind != "csv":
        return line_entries(raw_lines, todotxt_entry if kind == "todotxt" else json_entry)
    try:
        return csv_entries(raw_lines)
    except LineError as error:
        raise Failure(f"{file_name}:1: {error}", exit_codes.USAGE, "CSV_HEADER_INVALID") from None
