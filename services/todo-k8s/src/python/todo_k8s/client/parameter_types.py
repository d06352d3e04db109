"""Values of the command line that are more than text."""

from typing import TYPE_CHECKING

import click

from todo_k8s.client.due import Due, parse_due

if TYPE_CHECKING:
    from todo_k8s.client.every import Every

EVERY_TEXT = "How often it recurs: day, weekday, 2 weeks, monday,thursday, month on the 31st, or an RRULE."
AFTER_DONE_TEXT = "It recurs so long after the day on which it is done."
DUE_TEXT = "YYYY-MM-DD[THH:MM[:SS][[Zone]]], or words: tomorrow, fri 17:30, in 2 weeks"
_UNDERSTOOD = f"{__name__}.due"


class DueType(click.ParamType[Due]):
    """Exact, or in words; of several readings the one that the person at the terminal chooses."""

    name = "DUE"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Due:
        try:
            return parse_due(value)
        except ValueError as error:
            inexact = error
        from todo_k8s.client.due_in_words import due_in_words

        try:
            due, sentence = due_in_words(value, inexact)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if ctx:
            ctx.meta[_UNDERSTOOD] = sentence
        return due


def say_understood(context: click.Context, output: str) -> None:
    """Tells what a due date in words was understood as, if there was one."""
    if _UNDERSTOOD in context.meta:
        from todo_k8s.client.terminal import note

        note(output, context.meta[_UNDERSTOOD])


class UserType(click.ParamType[str]):
    """`users/ann`, or `ann` for short."""

    name = "USER"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return value if value.startswith("users/") else f"users/{value}"


class EveryType(click.ParamType["Every"]):
    name = "TEXT"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> "Every":
        from todo_k8s.client.every import parse_every

        try:
            return parse_every(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class PriorityType(click.ParamType[int]):
    name = "A..Z"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        from todo_k8s.client.todotxt.words import parse_priority

        try:
            return parse_priority(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
