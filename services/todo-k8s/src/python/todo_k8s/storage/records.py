"""The texts that are stored as an item's `data` and `detail`: JSON."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from todo_k8s.storage import keys
from todo_k8s.storage.table import Json
from todo_k8s.storage.task_data import TaskData

Record: TypeAlias = TaskData | Mapping[str, Json]

_write = msgspec.json.Encoder().encode
_task_of = msgspec.json.Decoder(TaskData).decode
# No function of ours around it: each call of ours costs more than what this does.
fields_of: Callable[[str], Mapping[str, Json]] = msgspec.json.Decoder(dict).decode


def bytes_of(record: Record) -> bytes:
    return _write(record)


def text_of(record: Record) -> str:
    return _write(record).decode()


def data_at(sk: str, text: str) -> Record:
    """What stands as `data` under this sort key."""
    return _task_of(text) if sk.startswith(keys.TASK) else fields_of(text)
