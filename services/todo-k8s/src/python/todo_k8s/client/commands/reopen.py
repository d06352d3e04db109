import click

from todo_k8s.client.arguments import task_arguments
from todo_k8s.client.options import connection_options, list_option, settings_of


@click.command()
@task_arguments("COMPLETED")
@list_option
@connection_options
@click.pass_context
def reopen(context: click.Context, references: tuple[str, ...]) -> None:
    """Make completed tasks active again. Each TASK is a name, an id, or the first eight or more characters of an id.

    Nothing is changed unless all of them are found. A task that is open already is said to be, and is no error.
    A day of completion that a todo.txt file brought is forgotten.
    """
    from todo_k8s.client import changes
    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_tasks import TaskFinder

    settings = settings_of(context)
    with connect(settings) as api:
        tasks = TaskFinder(api, settings.list).find_all(references)
        changes.change_each(api, settings.output, tasks, changes.reopen)
