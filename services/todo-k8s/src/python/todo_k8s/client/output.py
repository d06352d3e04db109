"""Shows what the server answered, as `-o` says."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from google.protobuf.message import Message
from todo.v1.event_pb2 import Event
from todo.v1.member_pb2 import Member
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_pb2 import Task

STRUCTURED = ("json", "ndjson", "yaml")
"""What can show any value."""


_FIELDS: Mapping[type[Message], str] = {Task: "tasks", TaskList: "taskLists", Member: "members"}


def show_one(output: str, resource: Task | TaskList | Member, sentence: str) -> None:
    """One resource: a sentence for people, itself as JSON or YAML, a row of CSV, or its name."""
    if output in ("json", "yaml"):
        write_value(output, _value(resource))
    else:
        show_many(output, _FIELDS[type(resource)], [resource], lambda: sys.stdout.write(f"{sentence}\n"))


def show_many(
    output: str, field: str, resources: Sequence[Task | TaskList | Event | Member], table: Callable[[], object]
) -> None:
    """Several: a table, an object with them under the response's field name, a line each, CSV, or their names."""
    if output == "table":
        table()
    elif output == "name":
        sys.stdout.writelines(f"{each.name}\n" for each in resources)
    elif output == "csv":
        from todo_k8s.client.csv_rows import csv_lines

        sys.stdout.flush()
        # Bytes: neither the locale nor the platform may change what is written.
        sys.stdout.buffer.writelines(csv_lines(resources, field))
    elif output == "ndjson":
        sys.stdout.writelines(f"{json_line(_value(each))}\n" for each in resources)
    else:
        write_value(output, {field: [_value(each) for each in resources]})


def write_value(output: str, value: object) -> None:
    """Anything that is no resource, as json, ndjson (on one line) or yaml."""
    if output == "yaml":
        from todo_k8s.client.yaml_text import to_yaml

        sys.stdout.write(to_yaml(value))
    elif output == "ndjson":
        sys.stdout.write(f"{json_line(value)}\n")
    else:
        sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def json_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _value(resource: Message) -> dict[str, Any]:
    from google.protobuf.json_format import MessageToDict

    return MessageToDict(resource)
