import click

from todo_k8s.client.arguments import task_argument
from todo_k8s.client.completers import task_references
from todo_k8s.client.options import connection_options, list_option, settings_of

_ACTIVE = task_references("ACTIVE")


@click.command(short_help="Move a task to another place in its list.")
@task_argument("ACTIVE")
@click.option("--first", "edge", flag_value="EDGE_FIRST", help="To the beginning.")
@click.option("--last", "edge", flag_value="EDGE_LAST", help="To the end.")
@click.option("--before", metavar="TASK", shell_complete=_ACTIVE, help="Directly before this one.")
@click.option("--after", metavar="TASK", shell_complete=_ACTIVE, help="Directly behind this one.")
@list_option
@connection_options
@click.pass_context
def mv(context: click.Context, reference: str, edge: str | None, before: str | None, after: str | None) -> None:
    """Move an active task to another place in its list.

    Each TASK is a name, an id, or the first eight or more characters of an id.
    """
    if sum(place is not None for place in (edge, before, after)) != 1:
        raise click.UsageError("say one place: --first, --last, --before TASK or --after TASK")

    from todo.v1.task_service_pb2 import MoveTaskRequest

    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_tasks import TaskFinder
    from todo_k8s.client.output import show_one
    from todo_k8s.client.references import short

    settings = settings_of(context)
    with connect(settings) as api:
        finder = TaskFinder(api, settings.list)
        request = MoveTaskRequest(
            name=finder.find(reference).name,
            edge=edge,
            next_sibling=finder.find(before).name if before else None,
            previous_sibling=finder.find(after).name if after else None,
        )
        moved = api.move_task(request)
    show_one(settings.output, moved, f"Moved {short(moved.name)}: {moved.title}")
