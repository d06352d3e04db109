import sys

import click

from todo_k8s.client.options import connection_options, settings_of


@click.group("list", short_help="Make and show lists.")
@connection_options
def lists() -> None:
    """Make and show lists."""


@lists.command(short_help="Make a list.")
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
    show_one(settings.output, made, made.name, f"Made the list {made.title} ({made.name})")


@lists.command(short_help="Show all lists.")
@connection_options
@click.pass_context
def ls(context: click.Context) -> None:
    """Show all lists."""
    from todo_k8s.client.connection import connect
    from todo_k8s.client.output import show_many
    from todo_k8s.client.table import write_table

    settings = settings_of(context)
    with connect(settings) as api:
        found = list(api.lists())
    rows = [("TITLE", "ACTIVE", "DONE", "NAME")]
    rows += [(each.title, str(each.active_task_count), str(each.completed_task_count), each.name) for each in found]
    names = [each.name for each in found]
    show_many(settings.output, "taskLists", found, names, lambda: write_table(rows, flexible=0) if found else None)
    if not found and settings.output == "table":
        print("todo: there are no lists yet; todo add makes one", file=sys.stderr)
