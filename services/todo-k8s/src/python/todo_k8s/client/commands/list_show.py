import click

from todo_k8s.client.arguments import list_argument
from todo_k8s.client.options import connection_options, settings_of


@click.command(short_help="Show all of a list but its tasks.")
@list_argument()
@connection_options
@click.pass_context
def show(context: click.Context, given: str) -> None:
    """Show all of LIST but its tasks."""
    from todo_k8s.client.connection import connect
    from todo_k8s.client.list_table import list_text
    from todo_k8s.client.named_lists import find_list
    from todo_k8s.client.output import show_one

    settings = settings_of(context)
    with connect(settings) as api:
        found = find_list(api, given)
    show_one(settings.output, found, list_text(found))
