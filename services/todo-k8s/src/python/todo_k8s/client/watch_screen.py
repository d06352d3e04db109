"""A list on a terminal that changes with it."""

import shutil
from collections.abc import Iterable
from datetime import datetime

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from todo_k8s.client.following import Anew, Happening, Lost, Told
from todo_k8s.client.table import table_lines
from todo_k8s.client.task_table import TITLE_COLUMN, task_paint, task_rows
from todo_k8s.client.watched_list import WatchedList


def show(happenings: Iterable[Happening], title: str) -> None:
    """Draws until there are no more; what was there last stays on the terminal."""
    copy, screen = WatchedList(), Console()
    line = f"{title}: reading …"
    with Live(console=screen, auto_refresh=False, vertical_overflow="ellipsis") as live:
        live.update(Text(line), refresh=True)
        is_first = True
        for happening in happenings:
            if isinstance(happening, Told):
                told = [sentence for change in happening.changes if (sentence := copy.take(change))]
                # What was there before is no news.
                if told and not is_first:
                    more = f" and {len(told) - 1:,} more" if len(told) > 1 else ""
                    line = f"{_now()} {told[-1]}{more}"
                elif is_first:
                    line = f"{_now()} watching {copy.list.title or title}; Ctrl-C ends it"
                is_first = False
            elif isinstance(happening, Anew):
                copy, line, is_first = (
                    WatchedList(),
                    f"{_now()} away for too long ({happening.reason}): reading …",
                    True,
                )
            elif isinstance(happening, Lost):
                line = f"{_now()} no connection, again in {happening.seconds:.0f} s: {happening.why}"
            live.update(_drawn(copy, line, screen), refresh=True)


def _drawn(copy: WatchedList, line: str, screen: Console) -> Group:
    branches = copy.branches()
    tasks = [branch.task for branch in branches]
    columns = shutil.get_terminal_size().columns
    rows = task_rows(tasks, depths=[branch.depth for branch in branches])
    # Heads alone would stand over nothing.
    shown = table_lines(rows, TITLE_COLUMN, task_paint(tasks, datetime.now().astimezone()), columns) if tasks else []
    lines = [*shown[: max(screen.size.height - 3, 1)], *_cut(len(shown), screen.size.height - 3), "", line]
    return Group(*(Text.from_ansi(each, no_wrap=True, overflow="ellipsis") for each in lines))


def _cut(lines: int, room: int) -> list[str]:
    return [f"… {lines - max(room, 1):,} more"] if lines > max(room, 1) else []


def _now() -> str:
    return f"{datetime.now().astimezone():%H:%M:%S}"
