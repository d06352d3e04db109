"""The command line of a server. Nothing heavy is imported before a command needs it: help and version are instant.

Exit codes: 0 done, 1 failed (or not healthy), 2 something is set wrongly; the message on stderr says what.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import click

from grpc_service.address import BindError
from grpc_service.server_settings import ServerTable
from grpc_service.settings import Reader, Setting, SettingsError, markdown_table, options
from grpc_service.tls_files import TlsError

WRONG = 2

Flags = Mapping[str, str | None]


@dataclass(frozen=True)
class Program:
    """`serve` runs the server until it is drained. It imports what is heavy, may raise SettingsError, BindError, and
    those of `refusals`, whose message is one sentence on what to mend.

    `help` is the first paragraph of --help; `readiness`, the full name of the gRPC service that says that it is ready.
    """

    name: str
    help: str
    version: str
    settings: Sequence[Setting[Any]]
    server: ServerTable
    readiness: str
    serve: Callable[[Flags], None]
    refusals: tuple[type[Exception], ...] = ()


def flags_of(context: click.Context) -> dict[str, str | None]:
    """The flags of the command and of those before it: `--store X table create` is `table create --store X`."""
    before = flags_of(context.parent) if context.parent else {}
    return before | {name: value for name, value in context.params.items() if value is not None}


def fail(program: str, problems: Iterable[str]) -> NoReturn:
    for problem in problems:
        click.echo(f"{program}: {problem}", err=True)
    sys.exit(WRONG)


def command_of(program: Program) -> click.Group:
    """Without a subcommand it serves. A service may add subcommands of its own."""

    @click.group(
        help=f"{program.help}\n\nEvery setting is a flag or an environment variable; the flag goes first.",
        invoke_without_command=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    @options(program.settings)
    @click.pass_context
    def command(context: click.Context, /, **_flags: str | None) -> None:
        if context.invoked_subcommand is None:
            _serve(program, context)

    @command.command()
    def version() -> None:
        """Prints the version."""
        click.echo(f"{program.name} {program.version}")

    @command.command(hidden=True)
    def settings() -> None:
        """Prints the table of the settings for the README."""
        click.echo(markdown_table(program.settings), nl=False)

    command.add_command(_healthcheck(program))
    return command


def _serve(program: Program, context: click.Context) -> None:
    # PID 1 has no default handlers, and there are none of ours before the imports are done.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    refusals: tuple[type[Exception], ...] = (BindError, TlsError, *program.refusals)
    try:
        program.serve(flags_of(context))
    except SettingsError as error:
        fail(program.name, error.problems)
    except refusals as error:
        fail(program.name, [str(error)])


def _healthcheck(program: Program) -> click.Command:
    @click.command()
    @click.option(
        "--server", metavar="HOST:PORT", help="The server to ask [default: where --health-listen says, or --listen]."
    )
    @click.option(
        "--service", metavar="NAME", default=program.readiness, show_default=True, help='Empty ("") asks for liveness.'
    )
    @click.pass_context
    def healthcheck(context: click.Context, /, server: str | None, service: str) -> None:
        """Exits with 0 if a server is there and the service is ready, else with 1."""
        from grpc_service.healthcheck import check

        healthy, finding = check(server or _own_address(program, context), service)
        click.echo(finding, err=not healthy)
        sys.exit(0 if healthy else 1)

    return healthcheck


def _own_address(program: Program, context: click.Context) -> str:
    reader, table = Reader(flags_of(context), os.environ), program.server
    probed = reader.get(table.health_listen)
    if probed is None and reader.text(table.tls_certificate):
        reader.problem(table.health_listen, "health is asked without TLS; write an address for that alone")
    address = probed or reader.get(table.listen)
    try:
        reader.finish()
    except SettingsError as error:
        fail(program.name, error.problems)
    return str(address.reachable)
