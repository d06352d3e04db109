"""Finds the task that a person means."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from todo.v1.task_pb2 import Task

from todo_k8s.client import exit_codes
from todo_k8s.client.api import Api
from todo_k8s.client.failure import Failure
from todo_k8s.client.named_lists import list_name
from todo_k8s.client.references import SHORTEST, ids_with_prefix, short_references

_NAME = re.compile("taskLists/[^/]+/tasks/[^/]+")
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHOWN = 10


class TaskFinder:
    """Finds tasks of one list, which is looked up when the first reference needs it."""

    def __init__(self, api: Api, list_given: str) -> None:
        self._api = api
        self._list_given = list_given
        self._parent = ""
        self._ids: tuple[str, ...] | None = None

    def find_all(self, references: Iterable[str]) -> list[Task]:
        """Each task once, in the order given; raises Failure before anything is changed where one is not found."""
        return list({task.name: task for task in map(self.find, references)}.values())

    def find(self, reference: str) -> Task:
        """By full name, by id, or by the beginning of an id that no other task of the list has."""
        return self._api.get_task(self.name_of(reference))

    def name_of(self, reference: str) -> str:
        """Of a task that is not there any more, too, where it is told by its whole id."""
        if _NAME.fullmatch(reference):
            return reference
        wanted = reference.lower()
        self._parent = self._parent or list_name(self._api, self._list_given)
        if not _UUID.fullmatch(wanted):
            wanted = self._id_of(wanted)
        return f"{self._parent}/tasks/{wanted}"

    def _id_of(self, reference: str) -> str:
        found = ids_with_prefix(self._all_ids(), reference)
        if not found:
            raise self._missing(reference)
        if len(found) > 1:
            raise self._ambiguous(reference, found)
        return found[0]

    def _missing(self, reference: str) -> Failure:
        longer = [each for each in self._all_ids() if each.startswith(reference)] if reference else []
        way_out = "todo ls --all and todo ls --deleted show what there is"
        if longer:
            shown = _listed([short_references(longer)[each] for each in longer])
            way_out = f"a short reference has at least {SHORTEST} characters; so begin: {shown}"
        message = f"no task {reference!r} in {self._list_given}; {way_out}"
        return Failure(message, exit_codes.NOT_FOUND, "TASK_NOT_FOUND")

    def _ambiguous(self, reference: str, found: Sequence[str]) -> Failure:
        shown = [short_references(found)[each] for each in found]
        if reference in found:
            # More characters cannot tell this one apart.
            shown[found.index(reference)] = f"{self._parent}/tasks/{reference}"
        message = f"{reference!r} is the beginning of {len(found)} tasks: {_listed(shown)}"
        return Failure(message, exit_codes.CONFLICT, "TASK_AMBIGUOUS")

    def _all_ids(self) -> tuple[str, ...]:
        if self._ids is None:
            # Active ones first: a task that is completed or deleted meanwhile is seen twice rather than not at all.
            kinds = ("ACTIVE", "COMPLETED", "DELETED")
            tasks = chain.from_iterable(self._api.tasks(self._parent, kind) for kind in kinds)
            self._ids = tuple(dict.fromkeys(id_of(task.name) for task in tasks))
        return self._ids


def id_of(name: str) -> str:
    return name.rpartition("/")[2]


def list_of(name: str) -> str:
    """The name of the list of the task that has this name."""
    return name.partition("/tasks/")[0]


def _listed(shown: Sequence[str]) -> str:
    return ", ".join(shown[:_SHOWN]) + (", …" if len(shown) > _SHOWN else "")
