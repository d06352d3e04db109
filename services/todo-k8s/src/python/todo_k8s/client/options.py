"""The options that may stand before or after the subcommand."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import click

from todo_k8s.client.settings import DEFAULT_LIST, DEFAULT_SERVER, Settings

Command = TypeVar("Command", bound=Callable[..., Any])

OUTPUTS = ("table", "json", "name")


def settings_of(context: click.Context) -> Settings:
    settings = context.obj
    assert isinstance(settings, Settings)
    return settings


def connection_options(command: Command) -> Command:
    """`--server`, `--timeout` and `-o`. The one nearer to the end of the command line wins."""
    for option in (_TIMEOUT, _OUTPUT, _SERVER):
        command = option(command)
    return command


def list_option(command: Command) -> Command:
    return _LIST(command)


def _set(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value is not None:
        context.obj = replace(settings_of(context), **{str(parameter.name): value})


_SERVER = click.option(
    "--server",
    metavar="ADDRESS",
    expose_value=False,
    callback=_set,
    help=f"HOST:PORT or dns:///HOST:PORT  [TODO_SERVER, {DEFAULT_SERVER}]",
)
_OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Choice(OUTPUTS),
    expose_value=False,
    callback=_set,
    help="For people, as the API's JSON, or resource names, one a line  [table]",
)
_TIMEOUT = click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    expose_value=False,
    callback=_set,
    help="How long each call may take  [10]",
)
_LIST = click.option(
    "--list",
    metavar="LIST",
    expose_value=False,
    callback=_set,
    help=f"A list's title, UUID or taskLists/UUID  [TODO_LIST, {DEFAULT_LIST}]",
)
