import click

from todo_k8s.client.arguments import list_argument
from todo_k8s.client.options import connection_options, settings_of


@click.command()
@list_argument()
@connection_options
@click.pass_context
def members(context: click.Context, given: str) -> None:
    """Show who has a role on LIST."""
    from todo_k8s.client.connection import connect
    from todo_k8s.client.member_table import member_rows
    from todo_k8s.client.named_lists import list_name
    from todo_k8s.client.output import show_many
    from todo_k8s.client.table import write_table

    settings = settings_of(context)
    with connect(settings) as api:
        parent = list_name(api, given)
        found = list(api.members(parent))
        me = api.get_member(f"{parent}/members/me").name if settings.output == "table" else ""
    show_many(settings.output, "members", found, lambda: write_table(member_rows(found, me), flexible=0))
