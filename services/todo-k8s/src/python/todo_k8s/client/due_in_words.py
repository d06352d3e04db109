"""The one due date that a person means by some words."""

from collections.abc import Sequence
from datetime import date

import click

from todo_k8s.client.due import Due
from todo_k8s.client.natural_due import FORMS, described, readings
from todo_k8s.client.terminal import can_ask
from todo_k8s.client.zone import here


def due_in_words(text: str, inexact: ValueError) -> tuple[Due, str]:
    """The date, and a sentence that says what was understood. Raises ValueError where it is none, and, off a terminal,
    where it can mean several; `inexact` says why it is no exact one."""
    now = here()
    found = readings(text, now)
    if not found:
        raise ValueError(f"{inexact}; or in words: {FORMS}")
    due = found[0] if len(found) == 1 else _chosen(text, found, now.date())
    return due, f"due {described(due, now.date())}"


def _chosen(text: str, found: Sequence[Due], today: date) -> Due:
    if not can_ask():
        meanings = " or ".join(f"{described(due, today)} ({due})" for due in found)
        raise ValueError(f"{text!r} can mean {meanings}; write which")
    for number, due in enumerate(found, 1):
        click.echo(f"{number}) {described(due, today)}", err=True)
    choice = click.IntRange(1, len(found))
    return found[click.prompt(f"{text!r} can mean each of these. Which?", type=choice, err=True) - 1]
