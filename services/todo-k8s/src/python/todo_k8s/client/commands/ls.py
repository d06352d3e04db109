from typing import Any

import click

from todo_k8s.client.filter_options import due_option, filter_options, wanted_of
from todo_k8s.client.options import connection_options, list_option, settings_of

# Newest changes first; the server has the other orders of active tasks as people want them.
_ORDERS = {"position": "", "due": "due", "updated": "update_time desc"}
_MOMENTS = {"ACTIVE": "", "ACTIVE COMPLETED": "complete_time", "COMPLETED": "complete_time", "DELETED": "delete_time"}


@click.command()
@click.option("--all", "kinds", flag_value="ACTIVE COMPLETED", help="Active tasks, then completed ones.")
@click.option("--done", "kinds", flag_value="COMPLETED", help="Completed tasks only, the latest first.")
@click.option(
    "--deleted", "kinds", flag_value="DELETED", help="Deleted tasks only, the latest first; restore has them."
)
@click.option("--order", type=click.Choice(list(_ORDERS)), help="[position]")
@due_option
@filter_options
@list_option
@connection_options
@click.pass_context
def ls(context: click.Context, /, kinds: str | None, order: str | None, **given: Any) -> None:
    """Show the active tasks of a list, the subtasks of each below it, or those for which all that is said holds.

    The first column is a short reference, which never comes to mean another task. Completed tasks are in the order of
    their completion, or of their last change with --order updated; deleted ones likewise. In any order but by position
    the tasks of all levels are in one row.
    """
    kinds = kinds or "ACTIVE"
    if kinds in ("COMPLETED", "DELETED") and order in ("position", "due"):
        raise click.UsageError(f"--order {order} is for active tasks; leave it out, or say --order updated")
    wanted = wanted_of(given)

    from datetime import datetime

    from todo.v1.task_service_pb2 import TaskView

    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_lists import list_name
    from todo_k8s.client.output import show_many
    from todo_k8s.client.table import write_table
    from todo_k8s.client.task_table import TITLE_COLUMN, task_paint, task_rows
    from todo_k8s.client.task_tree import Branch, tree_of
    from todo_k8s.client.terminal import note

    settings = settings_of(context)
    # A column that is always empty would say that there are no notes; and what is not shown is not searched.
    is_full = settings.output == "csv" or wanted.search
    view = TaskView.TASK_VIEW_FULL if is_full else TaskView.TASK_VIEW_BASIC
    filter = wanted.text(datetime.now().astimezone().date())
    branches: list[Branch] = []
    with connect(settings) as api:
        parent = list_name(api, settings.list)
        for kind in kinds.split():
            order_by = _order_of(kind, order)
            tasks = api.tasks(parent, kind, order_by, view, filter)
            is_tree = kind == "ACTIVE" and not order_by
            branches += tree_of(tasks) if is_tree else [Branch(task, 0) for task in tasks]
    shown = [branch.task for branch in branches]

    def table() -> None:
        if shown:
            paint = task_paint(shown, datetime.now().astimezone())
            write_table(
                task_rows(shown, _MOMENTS[kinds], depths=[branch.depth for branch in branches]), TITLE_COLUMN, paint
            )
        else:
            note(settings.output, f"nothing in {settings.list} to show")

    show_many(settings.output, "tasks", shown, table)


def _order_of(kind: str, order: str | None) -> str:
    if kind != "ACTIVE" and order != "updated":
        return ""
    return _ORDERS[order or "position"]
