"""Finds the list that a person means."""

import re
from collections.abc import Sequence

from todo.v1.task_list_pb2 import TaskList

from todo_k8s.client import exit_codes
from todo_k8s.client.api import Api
from todo_k8s.client.failure import Failure
from todo_k8s.client.settings import Settings
from todo_k8s.client.terminal import note

_UUID = re.compile("(?:taskLists/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
_SHOWN = 20


def list_name(api: Api, given: str) -> str:
    """The resource name of the list of that title, UUID or name."""
    return _name_by_id(given) or find_list(api, given).name


def find_list(api: Api, given: str, deleted: bool = False) -> TaskList:
    """The list of that title, UUID or name. Of a title it is one that is deleted, or one that is not."""
    name = _name_by_id(given)
    if name:
        return api.get_list(name)
    lists = [each for each in api.lists(show_deleted=deleted) if each.HasField("delete_time") == deleted]
    found = _of_title(lists, given)
    if found is None:
        raise _missing(lists, given, deleted)
    return found


def any_list_name(api: Api, given: str) -> str:
    """Like `list_name`, and where none has the title that is there, one that is deleted."""
    name = _name_by_id(given)
    if name:
        return name
    lists = list(api.lists(show_deleted=True))
    there = [each for each in lists if not each.HasField("delete_time")]
    found = _of_title(there, given) or _of_title(lists, given)
    if found is None:
        raise _missing(there, given, deleted=False)
    return found.name


def list_name_or_new(api: Api, settings: Settings) -> str:
    """Like `list_name`, and makes the list, with a word to people, where there is none of that title."""
    name = _name_by_id(settings.list)
    if name:
        return name
    found = _of_title(tuple(api.lists()), settings.list)
    if found is None:
        found = api.create_list(settings.list)
        note(settings.output, f"made the list {settings.list}")
    return found.name


def refuse_taken_title(api: Api, title: str, but: str = "") -> None:
    """The service allows two lists of one title; nobody could then say which one they mean. `but` is a list's name."""
    if any(each.title == title and each.name != but for each in api.lists()):
        raise Failure(f"there is a list {title!r} already", exit_codes.CONFLICT, "TASK_LIST_TITLE_TAKEN")


def _name_by_id(given: str) -> str:
    match = _UUID.fullmatch(given)
    return f"taskLists/{match[1].lower()}" if match else ""


def _of_title(lists: Sequence[TaskList], title: str) -> TaskList | None:
    """Raises Failure where several have the title."""
    found = [each for each in lists if each.title == title]
    if len(found) > 1:
        names = ", ".join(each.name for each in found)
        message = f"several lists are called {title!r}; say which by its name: {names}"
        raise Failure(message, exit_codes.CONFLICT, "TASK_LIST_AMBIGUOUS")
    return found[0] if found else None


def _missing(lists: Sequence[TaskList], title: str, deleted: bool) -> Failure:
    titles = ", ".join(each.title for each in lists[:_SHOWN]) + (", …" if len(lists) > _SHOWN else "")
    there = f"there are: {titles}" if lists else "there are none"
    message = f"there is no list {title!r}; {there}. Make it with: todo list create {title!r}"
    if deleted:
        message = f"there is no deleted list {title!r}; {there}"
    return Failure(message, exit_codes.NOT_FOUND, "TASK_LIST_NOT_FOUND")
