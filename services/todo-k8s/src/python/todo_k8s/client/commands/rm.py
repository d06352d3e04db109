import click

from todo_k8s.client.arguments import task_arguments, yes_option
from todo_k8s.client.options import connection_options, list_option, settings_of
from todo_k8s.client.terminal import confirm


@click.command()
@task_arguments("ACTIVE", "COMPLETED")
@click.option("--force", "along", is_flag=True, help="Delete the tasks below them too.")
@yes_option
@list_option
@connection_options
@click.pass_context
def rm(context: click.Context, references: tuple[str, ...], along: bool, yes: bool) -> None:
    """Delete tasks. For 30 days todo restore brings them back, each with the tasks below it that went with it.

    Each TASK is a name, an id, or the first eight or more characters of an id. Nothing is changed unless all of them
    are found, and of up to 20 of one list all are deleted or none; for more than
    one you are asked first. A task that is deleted already is said to be, and is no error.
    """
    from todo_k8s.client.changes_together import change_together, deletions
    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_tasks import TaskFinder

    settings = settings_of(context)
    with connect(settings) as api:
        tasks = TaskFinder(api, settings.list).find_all(references)
        if len(tasks) > 1:
            confirm(f"Delete {len(tasks)} tasks?", yes)
        change_together(api, settings.output, tasks, deletions(along=along))
