"""The command `todo-k8s-server`; grpc_service.command says what its exit codes mean."""

import os
import sys
from collections.abc import Callable
from typing import Final, NoReturn

import click

from grpc_service.command import Flags, Program, command_of, fail, flags_of
from grpc_service.settings import SettingsError, options
from todo_k8s.server.settings import (
    SERVER,
    SETTINGS,
    STORE_SETTINGS,
    StoreSettings,
    read_settings,
    read_store_settings,
)
from todo_k8s.storage.setup_error import SetupError
from todo_k8s.version import VERSION

PROGRAM: Final = "todo-k8s-server"


def _serve(flags: Flags) -> None:
    settings = read_settings(flags, os.environ)
    from todo_k8s.server.serve import run

    run(settings)


cli = command_of(
    Program(
        PROGRAM,
        "Serves to-dos over gRPC (todo.v1) until SIGTERM or Ctrl-C.",
        VERSION,
        SETTINGS,
        SERVER,
        readiness="todo.v1.TaskService",
        serve=_serve,
        refusals=(SetupError,),
    )
)


def main() -> None:
    cli(prog_name=PROGRAM)


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
        done, finding = work(read_store_settings(flags_of(context), os.environ))
    except SettingsError as error:
        fail(PROGRAM, error.problems)
    except SetupError as error:
        fail(PROGRAM, [str(error)])
    click.echo(finding, err=not done)
    sys.exit(0 if done else 1)


if __name__ == "__main__":
    main()
