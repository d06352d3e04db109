"""The command `{{cookiecutter.name}}-client`. Exit codes: 0 done, 1 refused or not answered, 2 wrongly called."""

from typing import Final

import click

PROGRAM: Final = "{{cookiecutter.name}}-client"

_SERVER = click.option(
    "--server",
    envvar="{{cookiecutter.prefix}}SERVER",
    default="127.0.0.1:8081",
    metavar="HOST:PORT",
    show_default=True,
    show_envvar=True,
    help="The server to ask; dns:///HOST:PORT balances over all addresses of a name.",
)
_TIMEOUT = click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=10.0,
    metavar="SECONDS",
    show_default=True,
    help="How long a call may take.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Calls {{cookiecutter.name}}-server."""


@cli.command()
def version() -> None:
    """Prints the version."""
    from {{cookiecutter.module}}.version import VERSION

    click.echo(f"{PROGRAM} {VERSION}")


@cli.command()
@click.argument("person")
@_SERVER
@_TIMEOUT
def greet(person: str, server: str, timeout: float) -> None:
    """Prints the greeting of PERSON."""
    # Loaded when it is called for: help and version are instant.
    from {{cookiecutter.module}}.client.calls import greeting

    click.echo(greeting(server, timeout, person))


def main() -> None:
    cli(prog_name=PROGRAM)


if __name__ == "__main__":
    main()
