"""Where a peer in Python finds its items: both sides of its command."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_NAMES = ("table", "endpoint", "region")


def place_options(command: Command) -> Command:
    for name in _NAMES:
        command = click.option(f"--{name}", required=True)(command)
    return command


def place(table: str, endpoint: str, region: str) -> Sequence[str]:
    """The arguments that say so."""
    return [f"--{name}={value}" for name, value in zip(_NAMES, (table, endpoint, region), strict=True)]
