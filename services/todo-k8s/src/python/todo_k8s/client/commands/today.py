from typing import Any

import click

from todo_k8s.client.filter_options import filter_options, wanted_of
from todo_k8s.client.options import connection_options, settings_of


@click.command()
@filter_options
@connection_options
@click.pass_context
def today(context: click.Context, /, **given: Any) -> None:
    """Show the active tasks of all lists that are due today or overdue, in the time zone of this machine."""
    wanted = wanted_of(given)

    from datetime import datetime

    from todo_k8s.client.agenda import due_until
    from todo_k8s.client.connection import connect
    from todo_k8s.client.output import show_many
    from todo_k8s.client.table import write_table
    from todo_k8s.client.task_table import TITLE_COLUMN, task_paint, task_rows
    from todo_k8s.client.terminal import note

    settings = settings_of(context)
    now = datetime.now().astimezone()
    with connect(settings) as api:
        found, lists = due_until(api, wanted, now.date(), now.date(), settings.output)
    tasks = [entry.task for entry in found]

    def table() -> None:
        if tasks:
            write_table(task_rows(tasks, lists=lists), TITLE_COLUMN, task_paint(tasks, now))
        else:
            note(settings.output, "nothing is due today")

    show_many(settings.output, "tasks", tasks, table)
