from typing import BinaryIO

import click

from todo_k8s.client.options import connection_options, list_option, settings_of


@click.command()
@click.option("-f", "--file", type=click.File("rb"), required=True, help="One operation a line; - is stdin.")
@click.option("--from", "first", type=click.IntRange(1), default=1, metavar="LINE", help="Leave out the lines before.")
@list_option
@connection_options
@click.pass_context
def batch(context: click.Context, file: BinaryIO, first: int) -> None:
    """Carry out the operations of a file, in their order.

    Each line is one, with a request of the API as JSON:

    \b
    {"create": {"task": {"title": "Buy milk"}, "taskId": "milk"}}
    {"update": {"task": {"name": "milk", "priority": 1}, "updateMask": "priority"}}
    {"complete": {"name": "milk"}}
    {"delete": {"name": "milk", "etag": "\\"7\\""}}

    A task is named by its name or its whole id; an id is one of --list. Nothing is done where any line cannot be read.
    Up to 20 lines that follow each other and are of one kind and one list go together: all of them are done, or none.
    Where the server refuses one, those before are done, and what to go on with is said.
    """
    from todo_k8s.client.batch_file import operations_of
    from todo_k8s.client.batch_run import BatchRun
    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_lists import list_name, list_name_or_new
    from todo_k8s.client.output import show_many

    settings = settings_of(context)
    file_name = click.format_filename(file.name) if isinstance(file.name, str | bytes) else "-"
    with connect(settings) as api:
        found = operations_of(file, file_name, first)
        without_list = {each.kind for each in found if not each.parent}
        parent = ""
        if without_list:
            parent = list_name_or_new(api, settings) if "create" in without_list else list_name(api, settings.list)
        found = [each.within(parent) for each in found]
        run = BatchRun(api, file_name)
        try:
            run.run(found)
        finally:
            if run.done:
                show_many(settings.output, "tasks", run.done, lambda: click.echo("\n".join(run.sentences)))
