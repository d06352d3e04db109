"""Plain tables: columns two blanks apart, aligned as a terminal shows them."""

import sys
from collections.abc import Callable, Sequence

Paint = Callable[[int, int, str], str]
"""Colours a cell, given its row, its column and its text with the blanks behind it."""


def write_table(rows: Sequence[Sequence[str]], flexible: int, paint: Paint | None = None) -> None:
    """Writes the rows, the first of them the heads, to stdout.

    On a terminal the column `flexible` is cut so that a row fits; elsewhere nothing is ever cut.
    """
    columns = _terminal_columns() if sys.stdout.isatty() else None
    sys.stdout.writelines(f"{line}\n" for line in table_lines(rows, flexible, paint, columns))


def table_lines(
    rows: Sequence[Sequence[str]], flexible: int, paint: Paint | None = None, columns: int | None = None
) -> list[str]:
    """A line for each row, with the column `flexible` cut so that it fits into so many columns."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    if columns is not None:
        spare = columns - sum(widths) - 2 * (len(widths) - 1)
        widths[flexible] = max(widths[flexible] + min(spare, 0), min(widths[flexible], 20))
    lines = []
    for number, row in enumerate(rows):
        cells = [fitted(cell, size) for cell, size in zip(row, widths, strict=True)]
        while cells and not cells[-1].strip(" "):
            cells.pop()
        cells[-1:] = [cell.rstrip(" ") for cell in cells[-1:]]
        if paint:
            cells = [paint(number, column, cell) for column, cell in enumerate(cells)]
        lines.append("  ".join(cells))
    return lines


def _terminal_columns() -> int:
    import shutil

    return shutil.get_terminal_size().columns


def width(text: str) -> int:
    """Cells that the text takes on a terminal."""
    if text.isascii():
        return len(text)
    # Loaded only for the sake of wide characters: most people's command starts 25 ms sooner.
    from rich.cells import cell_len

    return cell_len(text)


def fitted(text: str, size: int) -> str:
    """The text in exactly that many cells, an ellipsis at the end where it was cut."""
    if width(text) <= size:
        return text + " " * (size - width(text))
    if text.isascii():
        return text[: size - 1] + "…"
    from rich.cells import set_cell_size

    return set_cell_size(text, size - 1) + "…"
