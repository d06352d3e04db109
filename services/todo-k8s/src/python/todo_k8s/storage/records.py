"""The texts that are stored as an item's `data` and `detail`: JSON."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from todo_k8s.storage import keys
from todo_k8s.storage.table import Json
from todo_k8s.storage.task_data import TaskData

Record: TypeAlias = TaskData | Mapping[str, Json]

_write = msgspec.json.Encoder().encode
# No functions of ours around these: each call of ours costs more than what they do.
task_of: Callable[[str], TaskData] = msgspec.json.Decoder(TaskData).decode
fields_of: Callable[[str], Mapping[str, Json]] = msgspec.json.Decoder(dict).decode


def bytes_of(record: Record) -> bytes:
    return _write(record)


def text_of(record: Record) -> str:
    return _write(record).decode()


def data_at(sk: str, text: str) -> Record:
    """What stands as `data` under this sort key."""
    return task_of(text) if sk.startswith(keys.TASK) else fields_of(text)
