import sys
from typing import BinaryIO

import click

from todo_k8s.client import exit_codes
from todo_k8s.client.options import connection_options, list_option, settings_of

FORMATS = ("todotxt", "jsonl", "csv")


@click.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--format", "kind", type=click.Choice(FORMATS), required=True, help="What the file is.")
@list_option
@connection_options
@click.pass_context
def import_(context: click.Context, file: BinaryIO, kind: str) -> None:
    """Add the tasks of FILE, or of stdin where it is -, to a list, which is made where there is none of that name.

    Lines that cannot be read or that the server refuses are reported as FILE:LINE: REASON; the rest goes on, and the
    exit code is 1. Doing it again, also after it broke off, adds only what is not there yet.

    Subtasks come under their parents, which may be in the list already. What a file says of one family of tasks should
    stand together: a task that is done takes no subtasks any more.

    CSV has a header; title is required, and id, state, priority, due, labels, notes, annotations, assignees, parent and
    recurrence are read as export writes them. Other columns of an export are left out.
    """
    import grpc

    from todo_k8s.client.connection import connect
    from todo_k8s.client.entries import entries_of
    from todo_k8s.client.import_report import ImportReport
    from todo_k8s.client.importing import Importer
    from todo_k8s.client.named_lists import list_name_or_new
    from todo_k8s.client.output import STRUCTURED, write_value

    settings = settings_of(context)
    report = ImportReport(file, settings.output)
    entries = entries_of(kind, report.lines(), report.name)
    try:
        with connect(settings) as api:
            importer = Importer(api, list_name_or_new(api, settings), report.refuse)
            try:
                importer.run(entries)
            except (grpc.RpcError, KeyboardInterrupt):
                report.broke_off(importer.tally)
                raise
    finally:
        report.end()
    if settings.output in STRUCTURED:
        write_value(settings.output, importer.tally.counts())
    else:
        print(importer.tally, file=sys.stderr)
    if importer.tally.refused:
        report.fail(importer.tally)
        context.exit(exit_codes.PARTIAL)
