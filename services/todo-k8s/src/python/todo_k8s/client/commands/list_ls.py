import click

from todo_k8s.client.options import connection_options, settings_of


@click.command(short_help="Show all lists.")
@click.option("--deleted", is_flag=True, help="Deleted lists only; list restore has them.")
@connection_options
@click.pass_context
def ls(context: click.Context, deleted: bool) -> None:
    """Show all lists."""
    from todo_k8s.client.connection import connect
    from todo_k8s.client.list_table import list_rows
    from todo_k8s.client.output import show_many
    from todo_k8s.client.table import write_table
    from todo_k8s.client.terminal import note

    settings = settings_of(context)
    with connect(settings) as api:
        found = [each for each in api.lists(show_deleted=deleted) if each.HasField("delete_time") == deleted]

    def table() -> None:
        if found:
            write_table(list_rows(found, deleted), flexible=0)
        else:
            note(
                settings.output,
                "there are no deleted lists" if deleted else "there are no lists yet; todo add makes one",
            )

    show_many(settings.output, "taskLists", found, table)
