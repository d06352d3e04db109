import sys

import click

from todo_k8s.client.options import connection_options, list_option, settings_of


@click.command()
@click.option("--format", "kind", type=click.Choice(["todotxt", "jsonl", "csv"]), required=True, help="What to write.")
@list_option
@connection_options
@click.pass_context
def export(context: click.Context, kind: str) -> None:
    """Write all tasks of a list, active and completed, to stdout, in the order of the list.

    What todo.txt cannot say, such as notes, is left out and counted on stderr; jsonl and csv have everything. Cells of
    csv are the data, unaltered: open it in a spreadsheet as text, since what begins with = + - @ is a formula there.
    """
    from todo_k8s.client.connection import connect
    from todo_k8s.client.exporting import remark, tasks_in_order, written
    from todo_k8s.client.named_lists import list_name
    from todo_k8s.client.terminal import note

    settings = settings_of(context)
    with connect(settings) as api:
        tasks = tasks_in_order(api, list_name(api, settings.list))
    # Bytes: neither the locale nor the platform may change what is written.
    sys.stdout.buffer.writelines(written(kind, tasks))
    if sentence := remark(kind, tasks):
        note(settings.output, sentence)
