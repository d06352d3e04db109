import click

from todo_k8s.client.options import connection_options, settings_of


@click.command(short_help="Make a list.")
@click.argument("title")
@connection_options
@click.pass_context
def create(context: click.Context, title: str) -> None:
    """Make a list. Its title is how you name it: there may be only one of each."""
    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_lists import refuse_taken_title
    from todo_k8s.client.output import show_one

    settings = settings_of(context)
    with connect(settings) as api:
        refuse_taken_title(api, title)
        made = api.create_list(title)
    show_one(settings.output, made, f"Made the list {made.title} ({made.name})")
