import click

from todo_k8s.client.arguments import task_arguments
from todo_k8s.client.options import connection_options, list_option, settings_of


@click.command()
@task_arguments("ACTIVE")
@click.option("--with-subtasks", "along", is_flag=True, help="Complete the active tasks below them too.")
@list_option
@connection_options
@click.pass_context
def done(context: click.Context, references: tuple[str, ...], along: bool) -> None:
    """Complete tasks. Each TASK is a name, an id, or the first eight or more characters of an id.

    Nothing is changed unless all of them are found, and of up to 20 of one list all are completed or none.
    A task that is completed already is said to be, and is no error.
    """
    from todo_k8s.client.changes_together import change_together, completions
    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_tasks import TaskFinder

    settings = settings_of(context)
    with connect(settings) as api:
        tasks = TaskFinder(api, settings.list).find_all(references)
        change_together(api, settings.output, tasks, completions(along=along))
