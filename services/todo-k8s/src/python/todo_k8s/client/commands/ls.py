import sys

import click

from todo_k8s.client.options import connection_options, list_option, settings_of

# Newest changes first; the server has the other orders of active tasks as people want them.
_ORDERS = {"position": "", "due": "due", "updated": "update_time desc"}


@click.command(short_help="Show the tasks of a list.")
@click.option("--all", "states", flag_value="ACTIVE COMPLETED", help="Active tasks, then completed ones.")
@click.option("--done", "states", flag_value="COMPLETED", help="Completed tasks only, the latest first.")
@click.option("--order", type=click.Choice(list(_ORDERS)), help="[position]")
@list_option
@connection_options
@click.pass_context
def ls(context: click.Context, states: str | None, order: str | None) -> None:
    """Show the active tasks of a list.

    The first column is a short reference for show and done. Completed tasks are in the order of their completion, or
    of their last change with --order updated.
    """
    if states == "COMPLETED" and order in ("position", "due"):
        raise click.UsageError(f"--order {order} is for active tasks; leave it out, or say --order updated")

    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_lists import list_name
    from todo_k8s.client.output import show_many
    from todo_k8s.client.table import write_table
    from todo_k8s.client.task_table import TITLE_COLUMN, task_rows

    settings = settings_of(context)
    with connect(settings) as api:
        parent = list_name(api, settings.list)
        tasks = [
            task for state in (states or "ACTIVE").split() for task in api.tasks(parent, state, _order_of(state, order))
        ]
    rows = task_rows(tasks, with_done=states is not None)
    names = [task.name for task in tasks]
    show_many(settings.output, "tasks", tasks, names, lambda: write_table(rows, TITLE_COLUMN) if tasks else None)
    if not tasks and settings.output == "table":
        print(f"todo: nothing in {settings.list} to show", file=sys.stderr)


def _order_of(state: str, order: str | None) -> str:
    if state == "COMPLETED" and order != "updated":
        return ""
    return _ORDERS[order or "position"]
