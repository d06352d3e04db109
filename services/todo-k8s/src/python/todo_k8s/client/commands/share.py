import click

from todo_k8s.client.arguments import list_argument, member_argument
from todo_k8s.client.options import connection_options, settings_of

ROLES = ("viewer", "editor", "owner")


@click.command()
@list_argument()
@member_argument
@click.option("--role", type=click.Choice(ROLES), default="editor", show_default=True, help="What they may do.")
@connection_options
@click.pass_context
def share(context: click.Context, given: str, user: str, role: str) -> None:
    """Let USER use LIST, or give USER another role on it.

    A viewer sees all of it; an editor changes its tasks and its title, too; an owner also deletes it, and says who else
    uses it. Nobody is asked whether there is such a user: write the name as the server knows it.
    """
    from todo_k8s.client import sharing
    from todo_k8s.client.connection import connect
    from todo_k8s.client.member_roles import ROLES as ROLES_BY_WORD
    from todo_k8s.client.named_lists import list_name
    from todo_k8s.client.output import show_one

    settings = settings_of(context)
    with connect(settings) as api:
        member_id = user.removeprefix("users/")
        member, sentence = sharing.share(api, list_name(api, given), member_id, ROLES_BY_WORD[role], given)
    show_one(settings.output, member, sentence)
