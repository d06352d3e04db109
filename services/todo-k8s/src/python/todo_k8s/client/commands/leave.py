import click

from todo_k8s.client.arguments import list_argument, yes_option
from todo_k8s.client.options import connection_options, settings_of
from todo_k8s.client.terminal import confirm


@click.command()
@list_argument()
@yes_option
@connection_options
@click.pass_context
def leave(context: click.Context, given: str, yes: bool) -> None:
    """Give up your role on LIST: it is yours no more, until an owner shares it with you again. The last owner cannot
    leave. A list that is deleted can be left, too: it counts as one of yours for as long as it can be brought back."""
    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_lists import any_list_name
    from todo_k8s.client.output import show_one
    from todo_k8s.client.sharing import take_away

    settings = settings_of(context)
    with connect(settings) as api:
        name = f"{any_list_name(api, given)}/members/me"
        confirm(f"Leave the list {given}? Only an owner can let you in again.", yes)
        member = take_away(api, name)
    show_one(settings.output, member, f"Left the list {given}")
