"""The options that may stand before or after the subcommand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from todo_k8s.client.completers import list_titles
from todo_k8s.client.session import session_of
from todo_k8s.client.setting_names import DEFAULTS, OUTPUTS

if TYPE_CHECKING:
    from todo_k8s.client.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


def settings_of(context: click.Context) -> Settings:
    return session_of(context).settings


def connection_options(command: Command) -> Command:
    """`--server`, `-o`, `--timeout` and `--profile`. The one nearer to the end of the command line wins."""
    for option in (_PROFILE, _TIMEOUT, _OUTPUT, _SERVER):
        command = option(command)
    return command


def list_option(command: Command) -> Command:
    return _LIST(command)


def _set(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value is not None:
        from todo_k8s.client.settings import Sourced

        session_of(context).said[str(parameter.name)] = Sourced(value, f"--{parameter.name}")


_SERVER = click.option(
    "--server",
    metavar="ADDRESS",
    expose_value=False,
    callback=_set,
    help=f"HOST:PORT or dns:///HOST:PORT  [TODO_SERVER, {DEFAULTS['server']}]",
)
_OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Choice(OUTPUTS),
    expose_value=False,
    callback=_set,
    help="A table is for people, the rest for programs  [TODO_OUTPUT, table]",
)
_TIMEOUT = click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    expose_value=False,
    callback=_set,
    help="How long each call may take  [TODO_TIMEOUT, 10]",
)
_PROFILE = click.option(
    "--profile",
    metavar="NAME",
    expose_value=False,
    callback=_set,
    help="Settings of that name in the config file  [TODO_PROFILE, default]",
)
_LIST = click.option(
    "--list",
    metavar="LIST",
    shell_complete=list_titles(),
    expose_value=False,
    callback=_set,
    help=f"A list's title, UUID or taskLists/UUID  [TODO_LIST, {DEFAULTS['list']}]",
)
