"""Keeps in each head how many things stand under its last numbers, whoever changes them."""

from collections.abc import Sequence
from datetime import datetime

from todo_k8s.storage import keys, latest_codec
from todo_k8s.storage.table import Action, AtVersion, Check, Index, Put


def counted(actions: Sequence[Action], now: datetime) -> tuple[Action, ...]:
    """The same actions, with what they change under its last numbers told in each head that they write. That head is
    made from the one that was read: its condition says so."""
    return tuple(
        _counted(action, actions, now) if isinstance(action, Put) and action.key.sk == keys.HEAD else action
        for action in actions
    )


def _counted(head: Put, actions: Sequence[Action], now: datetime) -> Put:
    pk, number = head.item.key.pk, head.item.version
    before = head.condition.version if isinstance(head.condition, AtVersion) else 0
    come, gone = [], []
    for each in actions:
        if each is head or each.key.pk != pk:
            continue
        if isinstance(each, Put) and Index.CHG in each.item.order:
            come.append(number - keys.number_of(each.item.order[Index.CHG]))
        # What stands in the order of changes stands there under its version.
        if not isinstance(each, Check) and isinstance(each.condition, AtVersion):
            gone.append(number - each.condition.version)
    latest = latest_codec.latest_of(head.item).moved(number - before, come, gone, now)
    return Put(latest_codec.with_latest(head.item, latest), head.condition)
