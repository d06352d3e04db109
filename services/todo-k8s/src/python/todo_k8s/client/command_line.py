"""The command line of `todo`, from its words to the exit code."""

import os
import sys

import click

from todo_k8s.client import exit_codes
from todo_k8s.client.failure import Failure
from todo_k8s.client.lazy_commands import Commands
from todo_k8s.client.options import connection_options, list_option
from todo_k8s.client.session import Session

COMPLETE = "_TODO_COMPLETE"
"""The variable in which a shell asks what could stand on its command line."""

_EXIT_CODES = "\b\nExit codes:\n" + "\n".join(f"{code:>5}  {meaning}" for code, meaning in exit_codes.MEANINGS.items())


@click.group(
    cls=Commands, epilog=_EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@list_option
@connection_options
def cli() -> None:
    """Keep to-dos. Options may stand before or after the command."""


def run(arguments: list[str]) -> int:
    session = Session()
    try:
        _make_streams_safe()
        _refuse_broken_text(arguments)
        if COMPLETE in os.environ:
            from todo_k8s.client.completion_scripts import answer

            return answer(cli, session)
        # Not cli.main(), which would end the process by itself for a closed pipe.
        with cli.make_context("todo", arguments, obj=session) as context:
            cli.invoke(context)
        sys.stdout.flush()
        return exit_codes.OK
    except click.exceptions.Exit as end:
        return end.exit_code
    except (Failure, click.ClickException, click.Abort, KeyboardInterrupt, OSError) as error:
        if isinstance(error, OSError):
            _give_up_stdout()
        from todo_k8s.client.report import report

        return report(error, session, arguments)


def _give_up_stdout() -> None:
    """What is still in the buffer would fail once more when Python ends, with a message and an exit code of its own."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _make_streams_safe() -> None:
    """A title may have characters that the terminal's encoding does not."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _refuse_broken_text(arguments: list[str]) -> None:
    """Protobuf takes Unicode only; Python hides other bytes of the command line as lone surrogates."""
    said = {name: text for name, text in os.environ.items() if name.startswith("TODO_")}
    for name, text in (*((repr(click.format_filename(text)), text) for text in arguments), *said.items()):
        try:
            text.encode()
        except UnicodeEncodeError:
            raise click.UsageError(f"{name} is not UTF-8") from None
