import click

from todo_k8s.client.arguments import list_argument
from todo_k8s.client.options import connection_options, settings_of


@click.command(short_help="Bring a deleted list back.")
@list_argument(deleted=True)
@connection_options
@click.pass_context
def restore(context: click.Context, given: str) -> None:
    """Bring LIST back, which todo list ls --deleted shows, with its tasks."""
    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_lists import find_list
    from todo_k8s.client.output import show_one

    settings = settings_of(context)
    with connect(settings) as api:
        restored = api.undelete_list(find_list(api, given, deleted=True).name)
    show_one(settings.output, restored, f"Restored the list {restored.title} ({restored.name})")
