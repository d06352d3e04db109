from typing import TYPE_CHECKING

import click

from todo_k8s.client.completers import members, task_references
from todo_k8s.client.due import Due
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
from todo_k8s.client.todotxt.line import Line, LineError

if TYPE_CHECKING:
    from todo_k8s.client.every import Every


@click.command()
@click.argument("title", nargs=-1, required=True)
@click.option("-p", "--priority", type=PriorityType(), metavar="A..Z", help="A is the most urgent.")
@click.option("-d", "--due", type=DueType(), metavar="DUE", help=DUE_TEXT)
@click.option("--every", type=EveryType(), metavar="TEXT", help=EVERY_TEXT)
@click.option("--after-done", is_flag=True, help=AFTER_DONE_TEXT)
@click.option("-l", "--label", "labels", multiple=True, metavar="LABEL", help="May be given several times.")
@click.option(
    "--assign",
    "assignees",
    multiple=True,
    type=UserType(),
    metavar="USER",
    shell_complete=members,
    help="Who is to do it.",
)
@click.option("-n", "--note", default="", help="Anything more, in any number of lines.")
@click.option(
    "--under", metavar="TASK", shell_complete=task_references("ACTIVE"), help="As the last subtask of this one."
)
@list_option
@connection_options
@click.pass_context
def add(
    context: click.Context,
    title: tuple[str, ...],
    priority: int | None,
    due: Due | None,
    every: "Every | None",
    after_done: bool,
    labels: tuple[str, ...],
    assignees: tuple[str, ...],
    note: str,
    under: str | None,
) -> None:
    """Add a task at the end of a list, which is made where there is none of that name, or under another task.

    The words of TITLE are read as in todo.txt: "(A)" at its beginning is the priority; +project, @context, due:DATE
    and key:value at its end are the task's, not the title's; due:tomorrow and due:fri will do. A task that recurs
    begins with its due date or, without one, with the first day that comes.
    """
    if after_done and every is None:
        raise click.UsageError("--after-done says how --every counts; say both")
    line = _line(context, " ".join(title), priority, due, labels)

    from todo_k8s.client.connection import connect
    from todo_k8s.client.named_lists import list_name_or_new
    from todo_k8s.client.named_tasks import TaskFinder, list_of
    from todo_k8s.client.output import show_one
    from todo_k8s.client.references import short
    from todo_k8s.client.todotxt.task_line import line_of, task_of
    from todo_k8s.client.todotxt.write import write_line

    settings = settings_of(context)
    say_understood(context, settings.output)
    task = task_of(line)
    task.notes = note
    task.assignees.extend(dict.fromkeys(assignees))
    if every:
        from todo_k8s.client.recurring import recur

        recur(task, every, after_done=after_done)
    with connect(settings) as api:
        if under is None:
            made = api.create_task(list_name_or_new(api, settings), task)
            place = f"to {settings.list}"
        else:
            parent = TaskFinder(api, settings.list).find(under)
            task.parent_task = parent.name
            made = api.create_task(list_of(parent.name), task)
            place = f"under {short(parent.name)}"
    sentence = f"Added {short(made.name)} {place}: {write_line(line_of(made))}"
    if every:
        from todo_k8s.client.recurring import recurrence_text

        sentence += f" ({recurrence_text(made)})"
    show_one(settings.output, made, sentence)


def _line(context: click.Context, text: str, priority: int | None, due: Due | None, labels: tuple[str, ...]) -> Line:
    from todo_k8s.client.todotxt.body import parse_body
    from todo_k8s.client.todotxt.parse import take_priority

    typed, rest = take_priority(text.strip(" ")) if priority is None else (priority, text.strip(" "))
    try:
        body = parse_body(rest)
    except LineError as error:
        raise click.UsageError(str(error)) from None
    pairs = dict(body.pairs)
    # In a file that is imported, due: with a word is a pair like others.
    word = pairs.pop("due", None)
    there = body.due or (DueType().convert(word, None, context) if word else None)
    if there and (due or (body.due and word)):
        raise click.UsageError(f"the due date is there twice: due:{there} in the title and {_other(due, word)}")
    all_labels = tuple(dict.fromkeys((*body.labels, *labels)))
    return Line(title=body.title, priority=typed, labels=all_labels, due=due or there, pairs=tuple(pairs.items()))


def _other(due: Due | None, word: str | None) -> str:
    return f"--due {due}" if due else f"due:{word}"
