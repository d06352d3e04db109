import click

from todo_k8s.client.arguments import task_argument
from todo_k8s.client.options import connection_options, list_option, settings_of


@click.command()
@task_argument("ACTIVE", "COMPLETED")
@list_option
@connection_options
@click.pass_context
def show(context: click.Context, reference: str) -> None:
    """Show all of a task. TASK is its name, its id, or the first eight or more characters of its id."""
    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_tasks import TaskFinder
    from todo_k8s.client.output import show_one
    from todo_k8s.client.task_table import task_text

    settings = settings_of(context)
    with connect(settings) as api:
        task = TaskFinder(api, settings.list).find(reference)
    show_one(settings.output, task, task_text(task).rstrip("\n"))
