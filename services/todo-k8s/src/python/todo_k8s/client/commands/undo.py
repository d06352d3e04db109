import click

from todo_k8s.client.options import connection_options, list_option, settings_of


@click.command()
@click.argument("given", metavar="[EVENT]", required=False)
@list_option
@connection_options
@click.pass_context
def undo(context: click.Context, given: str | None) -> None:
    """Take back the list's latest change that was not taken back yet, or the EVENT that `todo log` shows.

    What one call changed is taken back as one. Nothing is, where it was changed again since. An undo is undone by its
    own EVENT.
    """
    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_lists import list_name
    from todo_k8s.client.output import show_many, show_one
    from todo_k8s.client.undoing import event_name, latest_change, sentence

    settings = settings_of(context)
    with connect(settings) as api:
        parent = given.partition("/events/")[0] if given and "/events/" in given else list_name(api, settings.list)
        event = api.get_event(event_name(parent, given)) if given else latest_change(api.events(parent), settings.list)
        undone = api.undo_event(event.name)
    text = sentence(event, undone)
    if undone.HasField("task_list"):
        show_one(settings.output, undone.task_list, text)
    else:
        show_many(settings.output, "tasks", undone.tasks, lambda: click.echo(text))
