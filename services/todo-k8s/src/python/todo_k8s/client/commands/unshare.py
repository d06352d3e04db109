import click

from todo_k8s.client.arguments import list_argument, member_argument
from todo_k8s.client.options import connection_options, settings_of


@click.command()
@list_argument()
@member_argument
@connection_options
@click.pass_context
def unshare(context: click.Context, given: str, user: str) -> None:
    """Take USER's role on LIST away, at once. What USER did stays, and so does what is assigned to USER."""
    from todo_k8s.client.connection import connect
    from todo_k8s.client.member_table import user_of
    from todo_k8s.client.named_lists import list_name
    from todo_k8s.client.output import show_one
    from todo_k8s.client.sharing import take_away

    settings = settings_of(context)
    with connect(settings) as api:
        member = take_away(api, f"{list_name(api, given)}/members/{user.removeprefix('users/')}")
    show_one(settings.output, member, f"{user_of(member)} uses {given} no more")
