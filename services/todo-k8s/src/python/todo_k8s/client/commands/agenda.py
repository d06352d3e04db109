from typing import Any

import click

from todo_k8s.client.filter_options import filter_options, wanted_of
from todo_k8s.client.options import connection_options, settings_of


@click.command()
@click.option("--days", type=click.IntRange(1, 3_660), default=14, help="How many, today being the first.  [14]")
@filter_options
@connection_options
@click.pass_context
def agenda(context: click.Context, /, days: int, **given: Any) -> None:
    """Show the active tasks of all lists that are overdue or due in the next days, day by day.

    Days are those of this machine's time zone. Tasks without a due date are in none of them.
    """
    wanted = wanted_of(given)

    from datetime import datetime, timedelta

    from todo_k8s.client.agenda import DAY_TITLE_COLUMN, day_paint, day_rows, due_until
    from todo_k8s.client.connection import connect
    from todo_k8s.client.output import show_many
    from todo_k8s.client.table import write_table
    from todo_k8s.client.terminal import note

    settings = settings_of(context)
    now = datetime.now().astimezone()
    last = now.date() + timedelta(days=days - 1)
    with connect(settings) as api:
        found, lists = due_until(api, wanted, now.date(), last, settings.output)

    def table() -> None:
        if found:
            write_table(day_rows(found, now.date(), lists), DAY_TITLE_COLUMN, day_paint(found, now))
        else:
            note(settings.output, f"nothing is due until {last}")

    show_many(settings.output, "tasks", [entry.task for entry in found], table)
