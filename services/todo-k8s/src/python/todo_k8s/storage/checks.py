"""Mistakes of the caller that both engines refuse before they ask their store."""

from collections.abc import Sequence

from todo_k8s.storage.table import MAX_ACTIONS, MAX_KEYS, Action, Key


def check_keys(keys: Sequence[Key]) -> None:
    if len(keys) > MAX_KEYS:
        raise ValueError(f"{len(keys)} keys in one get, at most {MAX_KEYS} are possible")
    _check_different(keys)


def check_actions(actions: Sequence[Action]) -> None:
    if not 1 <= len(actions) <= MAX_ACTIONS:
        raise ValueError(f"{len(actions)} actions in one transaction, possible are 1 to {MAX_ACTIONS}")
    _check_different([action.key for action in actions])


def _check_different(keys: Sequence[Key]) -> None:
    if len(set(keys)) != len(keys):
        raise ValueError("the same key stands twice in one call")
