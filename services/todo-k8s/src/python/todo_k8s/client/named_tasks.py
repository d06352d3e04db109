"""Finds the task that a person means."""

import re
from itertools import chain

import grpc
from todo.v1.task_pb2 import Task

from todo_k8s.client import exit_codes
from todo_k8s.client.api import Api
from todo_k8s.client.failure import Failure
from todo_k8s.client.named_lists import list_name
from todo_k8s.client.references import SHORTEST, ids_with_prefix, short_references

_NAME = re.compile("taskLists/[^/]+/tasks/[^/]+")
_ID = re.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_PREFIX = re.compile(f"[a-z0-9][a-z0-9-]{{{SHORTEST - 1},62}}")
_SHOWN = 10


class TaskFinder:
    """Finds tasks of one list, which is looked up when the first reference needs it."""

    def __init__(self, api: Api, list_given: str) -> None:
        self._api = api
        self._list_given = list_given
        self._parent = ""
        self._ids: tuple[str, ...] | None = None

    def find(self, reference: str) -> Task:
        """By full name, by id, or by the beginning of an id that no other task of the list has."""
        if _NAME.fullmatch(reference):
            return self._api.get_task(reference)
        wanted = reference.lower()
        self._parent = self._parent or list_name(self._api, self._list_given)
        task = self._of_id(wanted) if _ID.fullmatch(wanted) else None
        return task or self._api.get_task(f"{self._parent}/tasks/{self._id_beginning_with(wanted)}")

    def _of_id(self, wanted: str) -> Task | None:
        try:
            return self._api.get_task(f"{self._parent}/tasks/{wanted}")
        except grpc.RpcError as error:
            if error.code() is not grpc.StatusCode.NOT_FOUND:
                raise
            return None

    def _id_beginning_with(self, prefix: str) -> str:
        if not _PREFIX.fullmatch(prefix):
            message = f"no task {prefix!r} in {self._list_given}; a short reference has at least {SHORTEST} characters"
            raise Failure(message, exit_codes.NOT_FOUND)
        found = ids_with_prefix(self._all_ids(), prefix)
        if not found:
            message = f"no task {prefix!r} in {self._list_given}; todo ls --all shows what there is"
            raise Failure(message, exit_codes.NOT_FOUND)
        if len(found) > 1:
            raise self._ambiguous(prefix, list(found))
        return found[0]

    def _ambiguous(self, prefix: str, found: list[str]) -> Failure:
        shown = [short_references(found)[each] for each in found[:_SHOWN]] + ["…"] * (len(found) > _SHOWN)
        return Failure(f"{prefix!r} is the beginning of {len(found)} tasks: {', '.join(shown)}", exit_codes.CONFLICT)

    def _all_ids(self) -> tuple[str, ...]:
        if self._ids is None:
            # Active ones first: a task that is completed between the two is then seen twice rather than not at all.
            tasks = chain(self._api.tasks(self._parent, "ACTIVE"), self._api.tasks(self._parent, "COMPLETED"))
            self._ids = tuple(id_of(task.name) for task in tasks)
        return self._ids


def id_of(name: str) -> str:
    return name.rpartition("/")[2]
