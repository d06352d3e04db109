"""Finds the list that a person means."""

import re
import sys
from collections.abc import Sequence

from todo.v1.task_list_pb2 import TaskList

from todo_k8s.client import exit_codes
from todo_k8s.client.api import Api
from todo_k8s.client.failure import Failure

_UUID = re.compile("(?:taskLists/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
_SHOWN = 20


def list_name(api: Api, given: str) -> str:
    """The resource name of the list of that title, UUID or name."""
    name = _name_by_id(given)
    if name:
        return name
    lists = tuple(api.lists())
    found = _of_title(lists, given)
    if found is None:
        raise _missing(lists, given)
    return found.name


def list_name_or_new(api: Api, given: str) -> str:
    """Like `list_name`, and makes the list, with a word on stderr, where there is none of that title."""
    name = _name_by_id(given)
    if name:
        return name
    found = _of_title(tuple(api.lists()), given)
    if found is None:
        found = api.create_list(given)
        print(f"todo: made the list {given}", file=sys.stderr)
    return found.name


def refuse_taken_title(api: Api, title: str) -> None:
    """The service allows two lists of one title; nobody could then say which one they mean."""
    if any(each.title == title for each in api.lists()):
        raise Failure(f"there is a list {title!r} already", exit_codes.CONFLICT)


def _name_by_id(given: str) -> str:
    match = _UUID.fullmatch(given)
    return f"taskLists/{match[1].lower()}" if match else ""


def _of_title(lists: Sequence[TaskList], title: str) -> TaskList | None:
    """Raises Failure where several have the title."""
    found = [each for each in lists if each.title == title]
    if len(found) > 1:
        names = ", ".join(each.name for each in found)
        raise Failure(f"several lists are called {title!r}; name one with --list: {names}", exit_codes.CONFLICT)
    return found[0] if found else None


def _missing(lists: Sequence[TaskList], title: str) -> Failure:
    titles = ", ".join(each.title for each in lists[:_SHOWN]) + (", …" if len(lists) > _SHOWN else "")
    there = f"there are: {titles}" if lists else "there are none yet"
    return Failure(
        f"there is no list {title!r}; {there}. Make it with: todo list create {title!r}", exit_codes.NOT_FOUND
    )
