"""The lines of a file, as text."""

from collections.abc import Iterable, Iterator

from todo_k8s.client.todotxt.line import LineError

_BOM = b"\xef\xbb\xbf"


def numbered_lines(raw_lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Those that are not blank, with their number, without line end and byte order mark.

    Only a line feed ends a line: what else Unicode calls a line separator belongs to the text.
    """
    for number, raw in enumerate(raw_lines, 1):
        line = raw.removesuffix(b"\n").removesuffix(b"\r")
        if number == 1:
            line = line.removeprefix(_BOM)
        if line.strip():
            yield number, line


def decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise LineError(f"not UTF-8: byte {error.start + 1} is 0x{line[error.start]:02x}") from None
