from __future__ import annotations

from typing import TYPE_CHECKING

import click

from todo_k8s.client.arguments import task_argument
from todo_k8s.client.completers import list_titles, task_references
from todo_k8s.client.options import connection_options, list_option, settings_of

if TYPE_CHECKING:
    from todo_k8s.client.api import Api
    from todo_k8s.client.named_tasks import TaskFinder

_ACTIVE = task_references("ACTIVE")


@click.command()
@task_argument("ACTIVE")
@click.option("--first", "edge", flag_value="EDGE_FIRST", help="To the beginning.")
@click.option("--last", "edge", flag_value="EDGE_LAST", help="To the end.")
@click.option("--before", metavar="TASK", shell_complete=_ACTIVE, help="Directly before this one, under its parent.")
@click.option("--after", metavar="TASK", shell_complete=_ACTIVE, help="Directly behind this one, under its parent.")
@click.option("--under", metavar="TASK", shell_complete=_ACTIVE, help="Under this one, as its last or --first subtask.")
@click.option("--top", is_flag=True, help="To the top level, as the last or --first task.")
@click.option(
    "--to-list",
    "other",
    metavar="LIST",
    shell_complete=list_titles(),
    help="To this one, as its last or --first task.",
)
@list_option
@connection_options
@click.pass_context
def mv(
    context: click.Context,
    reference: str,
    edge: str | None,
    before: str | None,
    after: str | None,
    under: str | None,
    top: bool,
    other: str | None,
) -> None:
    """Move an active task, with the tasks below it, to another place in its list, or to another list.

    Each TASK is a name, an id, or the first eight or more characters of an id. --first and --last alone are the ends of
    the tasks of its parent.
    """
    places = [edge or under or top or other, before, after]
    if sum(map(bool, places)) != 1 or sum(map(bool, (under, top, other))) > 1:
        raise click.UsageError(
            "say one place: --before TASK, --after TASK, or --first or --last, and of what by --under TASK, --top or"
            " --to-list LIST"
        )

    from todo.v1.task_service_pb2 import MoveTaskRequest

    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_tasks import TaskFinder
    from todo_k8s.client.output import show_one
    from todo_k8s.client.references import short

    settings = settings_of(context)
    with connect(settings) as api:
        finder = TaskFinder(api, settings.list)
        name = finder.find(reference).name
        request = MoveTaskRequest(
            name=name,
            edge=edge,
            next_sibling=finder.find(before).name if before else None,
            previous_sibling=finder.find(after).name if after else None,
            destination_parent=_parent(api, finder, name, under=under, top=top, other=other),
        )
        moved = api.move_task(request)
    place = f" to {other}" if other else ""
    show_one(settings.output, moved, f"Moved {short(moved.name)}{place}: {moved.title}")


def _parent(api: Api, finder: TaskFinder, name: str, *, under: str | None, top: bool, other: str | None) -> str:
    """Under which task, or to which list."""
    from todo_k8s.client.named_lists import list_name
    from todo_k8s.client.named_tasks import list_of

    if under:
        return finder.find(under).name
    if other:
        return list_name(api, other)
    return list_of(name) if top else ""
