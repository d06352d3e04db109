"""Values of the command line that are more than text."""

from typing import TYPE_CHECKING

import click

from todo_k8s.client.due import Due, parse_due

if TYPE_CHECKING:
    from todo_k8s.client.every import Every

EVERY_TEXT = "How often it recurs: day, weekday, 2 weeks, monday,thursday, month on the 31st, or an RRULE."
AFTER_DONE_TEXT = "It recurs so long after the day on which it is done."
DUE_TEXT = "YYYY-MM-DD[THH:MM[:SS][[Zone]]]"


class DueType(click.ParamType[Due]):
    name = "DUE"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Due:
        try:
            return parse_due(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


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
