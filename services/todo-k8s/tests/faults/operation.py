"""One thing that the load can do."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from google.protobuf.message import Message

from faults.thing import Thing


@dataclass(frozen=True)
class Operation:
    """`request` makes the request for a thing with which the call is `possible`, without its id."""

    rpc: str
    possible: Callable[[Thing], bool]
    request: Callable[[Thing], Message]


@dataclass(frozen=True)
class Mutation(Operation):
    """`changes` are the fields of the thing that the call changes; `count` is how many changes of its list that makes.
    Where it is `of_last_event`, the request gets the name of the thing's last event."""

    changes: Callable[[Thing], dict[str, Any]]
    count: Callable[[Thing], int] = lambda _: 1
    of_last_event: bool = False

    def after(self, thing: Thing) -> Thing:
        made = replace(thing, **self.changes(thing))
        # What is taken back where a thing was made is that: then it is deleted.
        before = thing if thing.title else replace(made, deleted=True)
        return replace(made, last=replace(before, last=None), count=self.count(thing))
