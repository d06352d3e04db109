"""How a command ends that failed: what it says on stderr, and its exit code."""

import re
import sys

import click

from todo_k8s.client import exit_codes
from todo_k8s.client.failure import Failure
from todo_k8s.client.session import Session

_SAID = re.compile(r"(?:-o|--output)=?(?P<value>json|ndjson)?")


def report(error: BaseException, session: Session, arguments: list[str]) -> int:
    """One sentence for people; for programs (`-o json`, `-o ndjson`) exactly one google.rpc.Status, on one line."""
    if isinstance(error, BrokenPipeError):
        return exit_codes.BROKEN_PIPE
    failure = _failure_of(error)
    if _for_programs(session, arguments):
        from todo_k8s.client.status import status_line

        print(status_line(failure), file=sys.stderr)
    elif isinstance(error, click.ClickException):
        error.show()
    elif isinstance(error, Failure | OSError):
        print(f"todo: {failure}", file=sys.stderr)
    return failure.exit_code


def _failure_of(error: BaseException) -> Failure:
    if isinstance(error, Failure):
        return error
    if isinstance(error, click.ClickException):
        return Failure(error.format_message(), exit_codes.USAGE, "USAGE")
    if isinstance(error, OSError):
        return Failure(str(error), exit_codes.USAGE, "FILE_FAILED")
    return Failure("interrupted", exit_codes.INTERRUPTED, "INTERRUPTED")


def _for_programs(session: Session, arguments: list[str]) -> bool:
    if "output" in session.said:
        output = session.said["output"].value
    elif said := _said(arguments):
        output = said
    else:
        try:
            output = session.settings.output
        except Failure:
            output = "table"
    return output in ("json", "ndjson")


def _said(arguments: list[str]) -> str:
    """What the command line says of the output where it could not be parsed; empty where it says nothing."""
    words = [*arguments, ""]
    said = ""
    for word, following in zip(words, words[1:], strict=False):
        if word == "--":
            break
        if match := _SAID.fullmatch(word):
            said = match["value"] or following
    return said
