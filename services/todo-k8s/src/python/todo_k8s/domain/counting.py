"""Keeps in each head how many things stand under its last numbers, whoever changes them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from todo_k8s.storage import codec, keys
from todo_k8s.storage.table import Action, AtVersion, Check, Index, Put


def counted(actions: Sequence[Action], now: datetime) -> tuple[Action, ...]:
    """The same actions, with what they change under its last numbers told in each head that they write. That head is
    made from the one that was read: its condition says so."""
    return tuple(
        _counted(action, actions, now) if isinstance(action, Put) and action.key.sk == keys.HEAD else action
        for action in actions
    )


def _counted(head: Put, actions: Sequence[Action], now: datetime) -> Put:
    beside = [each for each in actions if each.key.pk == head.key.pk and each is not head]
    number = head.item.version
    before = head.condition.version if isinstance(head.condition, AtVersion) else 0
    come = [number - each for each in _numbers_after(beside)]
    gone = [number - each for each in _numbers_before(beside)]
    latest = codec.latest_of(head.item).moved(number - before, come, gone, now)
    return replace(head, item=codec.with_latest(head.item, latest))


def _numbers_after(actions: Sequence[Action]) -> Iterator[int]:
    for action in actions:
        if isinstance(action, Put) and Index.CHG in action.item.order:
            yield keys.number_of(action.item.order[Index.CHG])


def _numbers_before(actions: Sequence[Action]) -> Iterator[int]:
    """What stands in the order of changes stands there under its version."""
    for action in actions:
        if not isinstance(action, Check) and isinstance(action.condition, AtVersion):
            yield action.condition.version
