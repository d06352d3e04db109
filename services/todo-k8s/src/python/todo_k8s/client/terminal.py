"""What holds only where a person sits at a terminal."""

import os
import sys
from collections.abc import Mapping

import click

from todo_k8s.client import exit_codes
from todo_k8s.client.failure import Failure


def colours(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether stdout may be coloured: on a terminal that can, unless NO_COLOR says no (https://no-color.org)."""
    return sys.stdout.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def can_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def confirm(question: str, yes: bool) -> None:
    """Returns where it may go on: `--yes` was given, or the person says so. Raises Failure otherwise.

    Nobody is asked off a terminal: a script would wait for ever.
    """
    if yes:
        return
    if not can_ask():
        message = f"{question} There is no terminal to ask at; to go on, say --yes"
        raise Failure(message, exit_codes.USAGE, "CONFIRMATION_REQUIRED")
    if not click.confirm(question, err=True):
        raise Failure("nothing was changed", exit_codes.INTERRUPTED, "NOT_CONFIRMED")


def note(output: str, sentence: str) -> None:
    """A remark for people, on stderr, which belongs to errors alone where programs read it."""
    if output not in ("json", "ndjson"):
        print(f"todo: {sentence}", file=sys.stderr)
