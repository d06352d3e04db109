"""Histories that chance seldom makes, of the service and of the oracle: names that came to other tasks."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    BatchCompleteTasksRequest,
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    MoveTaskRequest,
    ReopenTaskRequest,
    UndeleteTaskRequest,
)

from todo_k8s.server.model_test import play
from todo_k8s.server.testing_batches import Batch
from todo_k8s.server.testing_mutations import Mutation
from todo_k8s.server.testing_requests import GARDEN, HOME, WORK
from todo_k8s.server.testing_steps import Change, Step, TakeBack, Wait
from todo_k8s.storage.sqlite import SqliteTable

PARENT, OLDER, TASK = f"{HOME}/tasks/a", f"{WORK}/tasks/a", f"{HOME}/tasks/f"


def change(request: Mutation) -> Change:
    return Change(request, "", "new", 1, other=False, follows=False)


def move(name: str, to: str) -> Change:
    return change(MoveTaskRequest(name=name, destination_parent=to))


def take_back(parent: str, back: int) -> TakeBack:
    return TakeBack(parent, back, "new", again=False, validate_only=False)


BELOW = (
    change(CreateTaskListRequest(task_list=TaskList(title="garden"), task_list_id=GARDEN.removeprefix("taskLists/"))),
    change(CreateTaskRequest(parent=HOME, task=Task(title="oat milk", parent_task=PARENT), task_id="f")),
)
DELETED = change(DeleteTaskRequest(name=TASK))
REPLACED = (
    # The last of the first tasks is completed.
    change(ReopenTaskRequest(name=OLDER)),
    move(PARENT, GARDEN),
    move(OLDER, HOME),
)
BACK_AND_FORTH = (move(PARENT, GARDEN), move(f"{GARDEN}/tasks/a", HOME))
WATER = CompleteTaskRequest(name=f"{HOME}/tasks/water")
ONE_OCCURRENCE = Batch(BatchCompleteTasksRequest(parent=HOME, requests=[WATER]), etags=("",), id="", again=False)
HISTORIES: dict[str, Sequence[Step]] = {
    "a deletion is not taken back": (*BELOW, DELETED, *REPLACED, take_back(HOME, 2)),
    "what is undeleted comes to the top": (*BELOW, DELETED, *REPLACED, change(UndeleteTaskRequest(name=TASK))),
    "a move to the top is not taken back": (*BELOW, move(TASK, HOME), *REPLACED, take_back(HOME, 2)),
    "a move away is not taken back": (*BELOW, move(TASK, GARDEN), *REPLACED, take_back(HOME, 2)),
    "nor when nothing tells of the parent": (
        *BELOW,
        move(TASK, HOME),
        *REPLACED[:2],
        Wait(timedelta(days=31).total_seconds()),
        REPLACED[2],
        take_back(HOME, 2),
    ),
    "an occurrence comes where one was taken back": (
        change(WATER),
        take_back(HOME, 0),
        Wait(1),
        change(WATER),
        take_back(HOME, 0),
    ),
    "and in a batch": (ONE_OCCURRENCE, take_back(HOME, 0), Wait(1), ONE_OCCURRENCE, take_back(HOME, 0)),
    "the parent itself can come back": (*BELOW, DELETED, *BACK_AND_FORTH, take_back(HOME, 2)),
    "and have back what is undeleted": (*BELOW, DELETED, *BACK_AND_FORTH, change(UndeleteTaskRequest(name=TASK))),
}


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES.keys())
async def test_the_service_answers_as_its_comments_say(tmp_path: Path, history: Sequence[Step]) -> None:
    async def fresh(clock: Callable[[], float]) -> SqliteTable:
        return SqliteTable(tmp_path / "todo.db", clock)

    await play(fresh, history)
