"""What holds for the whole command, wherever it was said."""

import os
from dataclasses import dataclass

DEFAULT_SERVER = "127.0.0.1:8081"
DEFAULT_LIST = "inbox"


@dataclass(frozen=True, slots=True)
class Settings:
    server: str = DEFAULT_SERVER
    list: str = DEFAULT_LIST
    """As it was named: a title, `taskLists/…` or its UUID."""
    output: str = "table"
    timeout: float = 10.0
    """Seconds for each call."""


def settings_of_environment() -> Settings:
    """`TODO_SERVER` and `TODO_LIST`; an empty one is as none."""
    return Settings(
        server=os.environ.get("TODO_SERVER") or DEFAULT_SERVER,
        list=os.environ.get("TODO_LIST") or DEFAULT_LIST,
    )
