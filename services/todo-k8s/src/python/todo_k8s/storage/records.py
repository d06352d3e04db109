"""The texts that are stored as an item's `data` and `detail`: JSON."""

from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from todo_k8s.storage import keys
from todo_k8s.storage.table import Json
from todo_k8s.storage.task_data import TaskData

Record: TypeAlias = TaskData | Mapping[str, Json]

_write = msgspec.json.Encoder().encode
_task: msgspec.json.Decoder[TaskData] = msgspec.json.Decoder(TaskData)
_fields: msgspec.json.Decoder[dict[str, Json]] = msgspec.json.Decoder(dict)


def bytes_of(record: Record) -> bytes:
    return _write(record)


def text_of(record: Record) -> str:
    return _write(record).decode()


def data_at(sk: str, text: str) -> Record:
    """What stands as `data` under this sort key."""
    return _task.decode(text) if sk.startswith(keys.TASK) else _fields.decode(text)


def fields_of(text: str) -> Mapping[str, Json]:
    return _fields.decode(text)
