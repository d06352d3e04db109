import click

from todo_k8s.client.arguments import task_argument
from todo_k8s.client.completers import members
from todo_k8s.client.due import Due
from todo_k8s.client.every import Every
from todo_k8s.client.options import connection_options, list_option, settings_of
from todo_k8s.client.parameter_types import (
    AFTER_DONE_TEXT,
    DUE_TEXT,
    EVERY_TEXT,
    DueType,
    EveryType,
    PriorityType,
    UserType,
    say_understood,
)
from todo_k8s.client.terminal import can_ask

CLEARABLE = ("notes", "priority", "due", "labels", "assignees", "recurrence")


@click.command()
@task_argument("ACTIVE", "COMPLETED")
@click.option("-t", "--title", metavar="TEXT")
@click.option("-n", "--note", metavar="TEXT", help="Takes the place of all notes.")
@click.option("-p", "--priority", type=PriorityType(), metavar="A..Z")
@click.option("-d", "--due", type=DueType(), metavar="DUE", help=DUE_TEXT)
@click.option("--every", type=EveryType(), metavar="TEXT", help=EVERY_TEXT)
@click.option("--after-done", is_flag=True, help=AFTER_DONE_TEXT)
@click.option("-l", "--label", "labels", multiple=True, metavar="LABEL", help="Adds it.")
@click.option("--unlabel", "unlabels", multiple=True, metavar="LABEL", help="Takes it away.")
@click.option(
    "--assign",
    "assignees",
    multiple=True,
    type=UserType(),
    metavar="USER",
    shell_complete=members,
    help="Lets them do it, too.",
)
@click.option("--unassign", "unassigned", multiple=True, type=UserType(), metavar="USER", help="Lets them not.")
@click.option("--clear", multiple=True, type=click.Choice(CLEARABLE), help="Leaves the field empty.")
@click.option("--etag", metavar="ETAG", help="Changes nothing where the task has another one by now.")
@list_option
@connection_options
@click.pass_context
def edit(
    context: click.Context,
    reference: str,
    title: str | None,
    note: str | None,
    priority: int | None,
    due: Due | None,
    every: Every | None,
    after_done: bool,
    labels: tuple[str, ...],
    unlabels: tuple[str, ...],
    assignees: tuple[str, ...],
    unassigned: tuple[str, ...],
    clear: tuple[str, ...],
    etag: str | None,
) -> None:
    """Change fields of a task; those that no option names stay as they are.

    Without any, a terminal opens $EDITOR on all of them.
    """
    from todo_k8s.client.connection import connect
    from todo_k8s.client.editor import edit_by_hand
    from todo_k8s.client.edits import Edits
    from todo_k8s.client.named_tasks import TaskFinder
    from todo_k8s.client.output import show_one
    from todo_k8s.client.references import short

    settings = settings_of(context)
    say_understood(context, settings.output)
    edits = Edits(title, note, priority, due, labels, unlabels, clear, assignees, unassigned, every, after_done)
    edits.refuse_contradictions()
    if edits == Edits() and not can_ask():
        raise click.UsageError("say what to change, such as --title or --due; there is no terminal to edit at")
    with connect(settings) as api:
        task = TaskFinder(api, settings.list).find(reference)
        if edits == Edits():
            changed = edit_by_hand(api, task, etag or task.etag)
        else:
            new, fields = edits.applied(task, given_etag=etag or "")
            changed = api.update_task(new, fields) if fields else task
    word = "Changed" if changed is not task else "Nothing to change in"
    show_one(settings.output, changed, f"{word} {short(changed.name)}: {changed.title}")
