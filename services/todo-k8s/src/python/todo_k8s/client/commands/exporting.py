import sys

import click

from todo_k8s.client.options import connection_options, list_option, settings_of


@click.command(short_help="Write the tasks of a list to stdout.")
@click.option("--format", "kind", type=click.Choice(["todotxt", "jsonl"]), required=True, help="What to write.")
@list_option
@connection_options
@click.pass_context
def export(context: click.Context, kind: str) -> None:
    """Write all tasks of a list, active and completed, to stdout, in the order of the list.

    What todo.txt cannot say, such as notes, is left out and counted on stderr; jsonl has everything.
    """
    from todo_k8s.client.connection import connect
    from todo_k8s.client.exporting import json_lines, tasks_in_order, todotxt_lines
    from todo_k8s.client.named_lists import list_name

    settings = settings_of(context)
    with connect(settings) as api:
        tasks = tasks_in_order(api, list_name(api, settings.list))
    inexact = 0
    for line, exact in todotxt_lines(tasks) if kind == "todotxt" else json_lines(tasks):
        # Bytes: neither the locale nor the platform may change what is written.
        sys.stdout.buffer.write(line.encode() + b"\n")
        inexact += not exact
    if inexact:
        tasks_say = "task says" if inexact == 1 else "tasks say"
        message = f"todo: {inexact:,} {tasks_say} more than todo.txt can (notes, labels without + or @, …);"
        print(message, "--format jsonl has everything", file=sys.stderr)
