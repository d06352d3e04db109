import click

from todo_k8s.client.options import connection_options, list_option, settings_of


@click.command(short_help="Complete tasks.")
@click.argument("references", metavar="TASK...", nargs=-1, required=True)
@list_option
@connection_options
@click.pass_context
def done(context: click.Context, references: tuple[str, ...]) -> None:
    """Complete tasks. Each TASK is a name, an id, or the first four or more characters of an id.

    Nothing is changed unless all of them are found. A task that is completed already is said to be, and is no error.
    """
    from todo_k8s.client.completing import complete
    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_tasks import TaskFinder
    from todo_k8s.client.output import show_many

    settings = settings_of(context)
    completed = []
    with connect(settings) as api:
        finder = TaskFinder(api, settings.list)
        found = {task.name: task for task in map(finder.find, references)}
        try:
            for task in found.values():
                completed.append(complete(api, task))
        finally:
            # Also where one failed: those before it are done.
            if completed:
                tasks = [task for task, _ in completed]
                sentences = "\n".join(sentence for _, sentence in completed)
                show_many(settings.output, "tasks", tasks, [*found][: len(tasks)], lambda: click.echo(sentences))
