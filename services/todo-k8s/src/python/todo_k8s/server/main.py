"""The command `todo-k8s-server`. Nothing heavy is imported before a command needs it: help and version are instant.

Exit codes: 0 done, 1 failed (or not healthy), 2 something is set wrongly; the message on stderr says what.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterable
from typing import NoReturn

import click

from grpc_service.settings import SettingsError, markdown_table, options
from todo_k8s.server.settings import (
    SETTINGS,
    STORE_SETTINGS,
    StoreSettings,
    read_listen,
    read_settings,
    read_store_settings,
)
from todo_k8s.storage.setup_error import SetupError

PROGRAM = "todo-k8s-server"
WRONG = 2


def main() -> None:
    cli(prog_name=PROGRAM)


def _flags(context: click.Context) -> dict[str, str | None]:
    """The flags of the command and of those before it: `--store X table create` is `table create --store X`."""
    before = _flags(context.parent) if context.parent else {}
    return before | {name: value for name, value in context.params.items() if value is not None}


def _fail(problems: Iterable[str]) -> NoReturn:
    for problem in problems:
        click.echo(f"{PROGRAM}: {problem}", err=True)
    sys.exit(WRONG)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@options(SETTINGS)
@click.pass_context
def cli(context: click.Context, /, **_flags_of_group: str | None) -> None:
    """Serves to-dos over gRPC (todo.v1) until SIGTERM or Ctrl-C.

    Every setting is a flag or an environment variable; the flag goes first.
    """
    if context.invoked_subcommand is None:
        _serve(context)


def _serve(context: click.Context) -> None:
    try:
        wanted = read_settings(_flags(context), os.environ)
    except SettingsError as error:
        _fail(error.problems)
    # PID 1 has no default handlers, and there are none of ours before the imports are done.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    from todo_k8s.server.serve import BindError, run

    try:
        run(wanted)
    except (BindError, SetupError) as error:
        _fail([str(error)])


@cli.command()
def version() -> None:
    """Prints the version."""
    from todo_k8s.version import VERSION

    click.echo(f"{PROGRAM} {VERSION}")


@cli.command(hidden=True)
def settings() -> None:
    """Prints the table of the settings for services/todo-k8s/README.md."""
    click.echo(markdown_table(SETTINGS), nl=False)


@cli.command()
@click.option("--server", metavar="HOST:PORT", help="The server to ask [default: where --listen says].")
@click.option(
    "--service", metavar="NAME", default="todo.v1.TaskService", show_default=True, help='Empty ("") asks for liveness.'
)
@click.pass_context
def healthcheck(context: click.Context, /, server: str | None, service: str) -> None:
    """Exits with 0 if a server is there and the service is ready, else with 1."""
    from todo_k8s.server.healthcheck import check

    try:
        address = server or str(read_listen(_flags(context), os.environ).reachable)
    except SettingsError as error:
        _fail(error.problems)
    healthy, finding = check(address, service)
    click.echo(finding, err=not healthy)
    sys.exit(0 if healthy else 1)


@cli.group()
def table() -> None:
    """Makes and examines the DynamoDB table."""


@table.command()
@options(STORE_SETTINGS)
@click.pass_context
def create(context: click.Context, /, **_flags_of_command: str | None) -> None:
    """Makes the table, unless it is there as it should be."""
    from todo_k8s.server import dynamodb_table

    _with_table(context, dynamodb_table.create)


@table.command()
@options(STORE_SETTINGS)
@click.pass_context
def describe(context: click.Context, /, **_flags_of_command: str | None) -> None:
    """Says whether the table is as it should be; exits with 1 if not."""
    from todo_k8s.server import dynamodb_table

    _with_table(context, dynamodb_table.describe)


def _with_table(context: click.Context, work: Callable[[StoreSettings], tuple[bool, str]]) -> NoReturn:
    try:
        done, finding = work(read_store_settings(_flags(context), os.environ))
    except SettingsError as error:
        _fail(error.problems)
    except SetupError as error:
        _fail([str(error)])
    click.echo(finding, err=not done)
    sys.exit(0 if done else 1)


if __name__ == "__main__":
    main()
