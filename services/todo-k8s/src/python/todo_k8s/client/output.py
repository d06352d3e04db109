"""Shows what the server answered, as `-o` says."""

import json
import sys
from collections.abc import Callable, Sequence
from typing import Protocol

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message


class Named(Protocol):
    @property
    def name(self) -> str: ...


def show_one(output: str, resource: Message, name: str, sentence: str) -> None:
    """One resource: a sentence for people, itself as JSON, or its name."""
    shown = {"json": lambda: as_json(MessageToDict(resource)), "name": lambda: name, "table": lambda: sentence}
    sys.stdout.write(shown[output]() + "\n")


def show_many(
    output: str, field: str, resources: Sequence[Message], names: Sequence[str], table: Callable[[], None]
) -> None:
    """Several: a table, an object with them under the response's field name, or their names."""
    if output == "json":
        sys.stdout.write(as_json({field: [MessageToDict(each) for each in resources]}) + "\n")
    elif output == "name":
        sys.stdout.writelines(f"{name}\n" for name in names)
    else:
        table()


def as_json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
