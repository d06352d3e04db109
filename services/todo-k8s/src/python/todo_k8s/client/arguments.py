"""The arguments that several commands have."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from todo_k8s.client.completers import list_titles, members, task_references
from todo_k8s.client.parameter_types import UserType

Command = TypeVar("Command", bound=Callable[..., Any])


def task_argument(*kinds: str) -> Callable[[Command], Command]:
    """One TASK, as `reference`; shells complete tasks of these kinds (ACTIVE, COMPLETED, DELETED)."""
    return click.argument("reference", metavar="TASK", shell_complete=task_references(*kinds))


def task_arguments(*kinds: str) -> Callable[[Command], Command]:
    """One or more, as `references`."""
    completer = task_references(*kinds)
    return click.argument("references", metavar="TASK...", nargs=-1, required=True, shell_complete=completer)


def list_argument(*, deleted: bool = False) -> Callable[[Command], Command]:
    """One LIST, as `given`."""
    return click.argument("given", metavar="LIST", shell_complete=list_titles(deleted=deleted))


def yes_option(command: Command) -> Command:
    return click.option("-y", "--yes", is_flag=True, help="Do not ask; needed where there is no terminal to ask at.")(
        command
    )


def member_argument(command: Command) -> Command:
    """One USER, as `user`; shells complete the members of the LIST before it."""
    return click.argument("user", type=UserType(), metavar="USER", shell_complete=members)(command)
