import click

from todo_k8s.client.completers import list_titles
from todo_k8s.client.options import connection_options, list_option, settings_of


@click.command()
@click.argument("given", metavar="[LIST]", required=False, shell_complete=list_titles())
@click.option("--since", "sync_token", default="", metavar="TOKEN", help="Go on behind this bookmark.")
@list_option
@connection_options
@click.pass_context
def watch(context: click.Context, given: str | None, sync_token: str) -> None:
    """Follow what changes in LIST, or in that of --list, until Ctrl-C ends it.

    On a terminal it shows the active tasks as they are. Elsewhere, and with -o ndjson, it writes a line of JSON for
    each change, first for all that is there, and a bookmark behind them; --since takes the token of one, to be told
    only what came after it. Where that is too long ago, a line that says "anew" comes first, and then all that is
    there. Where the connection is lost it goes on from the last bookmark: no change is missing, none
    is told twice.
    """
    import sys

    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_lists import list_name
    from todo_k8s.client.watching import watched

    settings = settings_of(context)
    if settings.output in ("yaml", "csv", "name"):
        raise click.UsageError(f"there is no {settings.output} of what has no end; say -o table or -o ndjson")
    with connect(settings) as api:
        title = given or settings.list
        watched(api, list_name(api, title), title, sync_token, settings.output, sys.stdout.isatty())
