"""Tasks to and from one line of protobuf JSON each."""

import json

from google.protobuf.json_format import MessageToDict, Parse, ParseError
from google.protobuf.message import Message
from todo.v1.task_pb2 import Task


def to_line(message: Message) -> str:
    return json.dumps(MessageToDict(message), ensure_ascii=False, separators=(",", ":"))


def to_task(text: str) -> Task:
    """Raises ValueError, with a sentence for people, where the text is not a Task in JSON."""
    if not text.lstrip().startswith("{"):
        raise ValueError("not a JSON object")
    try:
        return Parse(text, Task())
    except (ParseError, RecursionError) as error:
        # The lines that follow the first list every field that there is.
        raise ValueError(str(error).partition("\n")[0]) from None
