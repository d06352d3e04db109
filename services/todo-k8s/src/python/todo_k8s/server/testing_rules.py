"""What may be said against a mutation that is right in itself, by the comments of `todo.v1`."""

from collections.abc import Iterator

from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import (
    CreateTaskListRequest,
    DeleteTaskListRequest,
    UndeleteTaskListRequest,
    UpdateTaskListRequest,
)
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    CompleteTaskRequest,
    CreateTaskRequest,
    MoveTaskRequest,
    ReopenTaskRequest,
    SkipOccurrenceRequest,
    UndeleteTaskRequest,
)

from todo_k8s.server.testing_moving import arrived, other_list, refusals_there
from todo_k8s.server.testing_mutations import Mutation, etag_of, name_of, parent_of
from todo_k8s.server.testing_oracle import Oracle
from todo_k8s.server.testing_refusals import MISMATCH, Refusal, no_task, not_now
from todo_k8s.server.testing_subtasks import against, new_parent


def refusals_of(oracle: Oracle, request: Mutation) -> Iterator[Refusal]:
    """Of a request whose list there is, and which was not carried out before."""
    yield from map(oracle.telling_where, _refusals_of(oracle, request))


def _refusals_of(oracle: Oracle, request: Mutation) -> Iterator[Refusal]:
    match request:
        case CreateTaskListRequest():
            if name_of(request) in oracle.kept_lists:
                yield Refusal("ALREADY_EXISTS", "TASK_LIST_EXISTS")
        case UpdateTaskListRequest() | DeleteTaskListRequest() | UndeleteTaskListRequest():
            yield from _of_list(oracle, request, oracle.kept_lists[name_of(request)])
        case CreateTaskRequest():
            yield from _of_writing(oracle, request.parent)
            if oracle.task_at(name_of(request)):
                yield Refusal("ALREADY_EXISTS", "TASK_EXISTS")
            yield from against(oracle.existing(request.parent), request, None, ())
        case _:
            for list_name in {parent_of(name_of(request)), other_list(request) or parent_of(name_of(request))}:
                yield from _of_writing(oracle, list_name)
            task = oracle.task_at(name_of(request))
            yield from _of_task(oracle, request, task) if task else [no_task(name_of(request))]


def _of_list(oracle: Oracle, request: Mutation, found: TaskList) -> Iterator[Refusal]:
    if etag_of(request) not in ("", found.etag):
        yield MISMATCH
    if not isinstance(request, UndeleteTaskListRequest):
        yield from _of_writing(oracle, found.name)
    elif not found.HasField("delete_time"):
        yield Refusal("ALREADY_EXISTS", "TASK_LIST_NOT_DELETED")
    is_empty = all(task.HasField("delete_time") for task in oracle.tasks_of(found.name))
    if isinstance(request, DeleteTaskListRequest) and not (request.force or is_empty):
        yield not_now("TASK_LIST_NOT_EMPTY")


def _of_writing(oracle: Oracle, list_name: str) -> Iterator[Refusal]:
    if oracle.kept_lists[list_name].HasField("delete_time"):
        yield not_now("TASK_LIST_DELETED")


def _of_task(oracle: Oracle, request: Mutation, task: Task) -> Iterator[Refusal]:
    comes_to_the_top = isinstance(request, UndeleteTaskRequest) and oracle.is_orphan(task)
    if not other_list(request) and not comes_to_the_top:
        yield from against(oracle.existing(parent_of(task.name)), request, task, oracle.together(task))
    if etag_of(request) not in ("", task.etag):
        yield MISMATCH
    if isinstance(request, UndeleteTaskRequest):
        if not task.HasField("delete_time"):
            yield Refusal("ALREADY_EXISTS", "TASK_NOT_DELETED")
    elif task.HasField("delete_time"):
        yield not_now("TASK_DELETED")
    yield from oracle.runs.against(request, task, oracle.now)
    is_for_active = isinstance(request, CompleteTaskRequest | MoveTaskRequest | SkipOccurrenceRequest)
    if is_for_active and task.state != Task.STATE_ACTIVE:
        yield not_now("TASK_NOT_ACTIVE")
    if isinstance(request, ReopenTaskRequest) and task.state != Task.STATE_COMPLETED:
        yield not_now("TASK_NOT_COMPLETED")
    if isinstance(request, MoveTaskRequest) and (name := request.next_sibling or request.previous_sibling):
        yield from _of_sibling(name, oracle.task_at(name))
    if isinstance(request, MoveTaskRequest) and (there := other_list(request)):
        yield from refusals_there(oracle, there, arrived(oracle, task, there, new_parent({}, request, task)))


def _of_sibling(name: str, sibling: Task | None) -> Iterator[Refusal]:
    if sibling is None:
        yield no_task(name)
    elif sibling.HasField("delete_time"):
        yield not_now("TASK_DELETED")
    elif sibling.state != Task.STATE_ACTIVE:
        yield not_now("TASK_NOT_ACTIVE")
