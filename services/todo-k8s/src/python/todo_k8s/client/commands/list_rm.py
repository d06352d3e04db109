import click

from todo_k8s.client.arguments import list_argument, yes_option
from todo_k8s.client.options import connection_options, settings_of
from todo_k8s.client.terminal import confirm


@click.command(short_help="Delete a list.")
@list_argument()
@click.option("--force", is_flag=True, help="With the tasks in it.")
@yes_option
@connection_options
@click.pass_context
def rm(context: click.Context, given: str, force: bool, yes: bool) -> None:
    """Delete LIST. For 30 days todo list restore brings it back, with its tasks.

    A list with tasks in it is deleted with --force only, which asks first.
    """
    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_lists import find_list
    from todo_k8s.client.output import show_one

    settings = settings_of(context)
    with connect(settings) as api:
        found = find_list(api, given)
        count = found.active_task_count + found.completed_task_count
        if force and count:
            tasks = "task" if count == 1 else "tasks"
            confirm(f"Delete the list {found.title} and {count:,} {tasks}?", yes)
        deleted = api.delete_list(found.name, found.etag, force)
    show_one(settings.output, deleted, f"Deleted the list {deleted.title} ({deleted.name})")
