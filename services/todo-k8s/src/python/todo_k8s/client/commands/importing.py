import sys
from typing import BinaryIO

import click

from todo_k8s.client import exit_codes
from todo_k8s.client.options import connection_options, list_option, settings_of


@click.command("import", short_help="Add the tasks of a file.")
@click.argument("file", type=click.File("rb"))
@click.option("--format", "kind", type=click.Choice(["todotxt", "jsonl"]), required=True, help="What the file is.")
@list_option
@connection_options
@click.pass_context
def import_(context: click.Context, file: BinaryIO, kind: str) -> None:
    """Add the tasks of FILE, or of stdin where it is -, to a list, which is made where there is none of that name.

    Lines that cannot be read or that the server refuses are reported as FILE:LINE: REASON; the rest goes on, and the
    exit code is 1. Doing it again, also after it broke off, adds only what is not there yet.
    """
    import grpc

    from todo_k8s.client.connection import connect
    from todo_k8s.client.entry import json_entry, todotxt_entry
    from todo_k8s.client.importing import Importer
    from todo_k8s.client.named_lists import list_name_or_new

    settings = settings_of(context)
    name = click.format_filename(file.name) if isinstance(file.name, str | bytes) else "-"

    def refuse(number: int, reason: str) -> None:
        print(f"{name}:{number}: {reason}", file=sys.stderr)

    with connect(settings) as api:
        read = todotxt_entry if kind == "todotxt" else json_entry
        importer = Importer(api, list_name_or_new(api, settings.list), read, refuse)
        try:
            importer.run(file)
        except (grpc.RpcError, KeyboardInterrupt):
            print(f"{importer.tally}. Broke off at {name}:{importer.tally.line}: import it again", file=sys.stderr)
            raise
    print(importer.tally, file=sys.stderr)
    if importer.tally.refused:
        context.exit(exit_codes.PARTIAL)
