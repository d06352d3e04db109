import click

from todo_k8s.client.arguments import task_arguments
from todo_k8s.client.options import connection_options, list_option, settings_of


@click.command()
@task_arguments("ACTIVE")
@list_option
@connection_options
@click.pass_context
def skip(context: click.Context, references: tuple[str, ...]) -> None:
    """Go on to the next occurrence of recurring tasks, without completing the one that they are at.

    Nothing is changed unless all of them are found.
    """
    from todo_k8s.client import changes
    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_tasks import TaskFinder

    settings = settings_of(context)
    with connect(settings) as api:
        tasks = TaskFinder(api, settings.list).find_all(references)
        changes.change_each(api, settings.output, tasks, changes.skip)
