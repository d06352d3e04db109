import click

from todo_k8s.client.arguments import list_argument
from todo_k8s.client.options import connection_options, settings_of


@click.command(short_help="Give a list another title.")
@list_argument()
@click.argument("title")
@connection_options
@click.pass_context
def rename(context: click.Context, given: str, title: str) -> None:
    """Give LIST another TITLE. There may be only one list of each."""
    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_lists import find_list, refuse_taken_title
    from todo_k8s.client.output import show_one

    settings = settings_of(context)
    with connect(settings) as api:
        found = find_list(api, given)
        refuse_taken_title(api, title, but=found.name)
        renamed = api.rename_list(found.name, title, found.etag)
    show_one(settings.output, renamed, f"Renamed the list {found.title} to {renamed.title}")
