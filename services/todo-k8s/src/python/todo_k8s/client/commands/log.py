import click

from todo_k8s.client.completers import task_references
from todo_k8s.client.options import connection_options, list_option, settings_of


@click.command()
@click.argument(
    "reference", metavar="[TASK]", required=False, shell_complete=task_references("ACTIVE", "COMPLETED", "DELETED")
)
@click.option("-n", "--number", type=click.IntRange(min=1), default=20, show_default=True, help="Events at most.")
@list_option
@connection_options
@click.pass_context
def log(context: click.Context, reference: str | None, number: int) -> None:
    """Show what was changed in a list, or of one TASK, the latest first.

    The first column is what `todo undo` takes. A task that is gone is told by its full name.
    """
    from itertools import islice

    from todo_k8s.client.connection import connect
    from todo_k8s.client.event_table import CHANGED_COLUMN, event_rows
    from todo_k8s.client.named_lists import list_name
    from todo_k8s.client.named_tasks import TaskFinder
    from todo_k8s.client.output import show_many
    from todo_k8s.client.table import write_table

    settings = settings_of(context)
    with connect(settings) as api:
        task = TaskFinder(api, settings.list).name_of(reference) if reference else ""
        parent = task.partition("/tasks/")[0] or list_name(api, settings.list)
        events = list(islice(api.events(parent, task, min(number, 500)), number))
    show_many(settings.output, "events", events, lambda: write_table(event_rows(events), CHANGED_COLUMN))
