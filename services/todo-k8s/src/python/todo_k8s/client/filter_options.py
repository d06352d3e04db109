"""The options that make a filter, the same at every command that lists tasks."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

import click

from todo_k8s.client.completers import members
from todo_k8s.client.filters import DUE_WORDS, Wanted
from todo_k8s.client.parameter_types import PriorityType, UserType

Command = TypeVar("Command", bound=Callable[..., Any])

_DUE = "|".join((*DUE_WORDS, "DATE"))


def filter_options(command: Command) -> Command:
    """As `labels`, `priority`, `assignees`, `search` and `filter`; `wanted_of` takes them."""
    for option in (_FILTER, _SEARCH, _ASSIGNEE, _PRIORITY, _LABEL):
        command = option(command)
    return command


def due_option(command: Command) -> Command:
    return click.option("--due", metavar=_DUE, help="Due on that day, at that moment, before today, or never.")(command)


def wanted_of(given: Mapping[str, Any]) -> Wanted:
    """What those options said. Raises UsageError for a due date that is none."""
    wanted = Wanted(**given)
    try:
        wanted.text(date.min)
    except ValueError as error:
        raise click.UsageError(f"--due: {error}") from None
    return wanted


_LABEL = click.option("-l", "--label", "labels", multiple=True, metavar="LABEL", help="With this label.")
_PRIORITY = click.option("-p", "--priority", type=PriorityType(), metavar="A..Z", help="Of this priority.")
_ASSIGNEE = click.option(
    "--assignee",
    "assignees",
    multiple=True,
    type=UserType(),
    metavar="USER",
    shell_complete=members,
    help="Assigned to them.",
)
_SEARCH = click.option(
    "-s", "--search", multiple=True, metavar="TEXT", help="With this in title, labels or notes, whatever its case."
)
_FILTER = click.option("--filter", default="", metavar="FILTER", help="AIP-160, as in: due < 2026-12-01 AND -labels:*")
