"""The calls of TaskService."""

from collections.abc import Iterable, Iterator
from uuid import uuid4

from google.protobuf.field_mask_pb2 import FieldMask
from todo.v1.task_pb2 import Due, Task
from todo.v1.task_service_pb2 import (
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    GetTaskRequest,
    ListTasksRequest,
    ListTasksResponse,
    MoveTaskRequest,
    ReopenTaskRequest,
    SkipOccurrenceRequest,
    TaskView,
    UndeleteTaskRequest,
    UpdateTaskRequest,
)

from todo_k8s.client.calls import Calls

# The deleted ones are a third kind beside the two states.
_FILTERS = {"ACTIVE": "state = ACTIVE", "COMPLETED": "state = COMPLETED", "DELETED": "delete_time:*"}


class TaskCalls(Calls):
    """Every mutation carries a request id of its own, so that a repeated call is a replay (AIP-155).

    Where an etag is given, a task that has another one by then is left as it is, and the call fails (AIP-154).
    """

    def create_task(self, parent: str, task: Task, task_id: str = "") -> Task:
        request = CreateTaskRequest(parent=parent, task=task, task_id=task_id, request_id=str(uuid4()))
        return self._call("TaskService/CreateTask", request, Task)

    def get_task(self, name: str) -> Task:
        """Also a deleted one."""
        return self._call("TaskService/GetTask", GetTaskRequest(name=name), Task)

    def tasks(
        self,
        parent: str,
        kind: str = "ACTIVE",
        order_by: str = "",
        view: TaskView = TaskView.TASK_VIEW_BASIC,
        filter: str = "",
    ) -> Iterator[Task]:
        """Those of every level; `kind` is ACTIVE, COMPLETED or DELETED. By position they come parent by parent, those
        without one last. Beside ACTIVE the filter may say that others are meant; its columns stay its own."""
        more = "" if filter and kind == "ACTIVE" else _FILTERS[kind]
        both = " AND ".join(part for part in (filter, more) if part)
        request = ListTasksRequest(
            parent=parent, filter=both, order_by=order_by, view=view, parent_task=f"{parent}/tasks/-"
        )
        request.show_deleted = kind == "DELETED"
        for page in self._pages("TaskService/ListTasks", request, ListTasksResponse):
            yield from page.tasks

    def agenda(self, filter: str, view: TaskView = TaskView.TASK_VIEW_BASIC) -> Iterator[Task]:
        """The active tasks of all lists, by due date."""
        request = ListTasksRequest(parent="taskLists/-", filter=filter, view=view)
        for page in self._pages("TaskService/ListTasks", request, ListTasksResponse):
            yield from page.tasks

    def update_task(self, task: Task, fields: Iterable[str]) -> Task:
        """Gives those fields the values of `task`; one that is not set there is cleared. Its etag counts."""
        mask = FieldMask(paths=sorted(fields))
        request = UpdateTaskRequest(task=task, update_mask=mask, request_id=str(uuid4()))
        return self._call("TaskService/UpdateTask", request, Task)

    def delete_task(self, name: str, etag: str = "", *, force: bool = False) -> Task:
        """With `force` together with all below it."""
        request = DeleteTaskRequest(name=name, etag=etag, force=force, request_id=str(uuid4()))
        return self._call("TaskService/DeleteTask", request, Task)

    def undelete_task(self, name: str) -> Task:
        request = UndeleteTaskRequest(name=name, request_id=str(uuid4()))
        return self._call("TaskService/UndeleteTask", request, Task)

    def complete_task(self, name: str, *, subtasks: bool = False, occurrence: Due | None = None) -> Task:
        """With `subtasks` together with the active ones below it; `occurrence` is the one of a task that recurs."""
        request = CompleteTaskRequest(name=name, subtasks=subtasks, occurrence=occurrence, request_id=str(uuid4()))
        return self._call("TaskService/CompleteTask", request, Task)

    def skip_occurrence(self, name: str, occurrence: Due | None) -> Task:
        request = SkipOccurrenceRequest(name=name, occurrence=occurrence, request_id=str(uuid4()))
        return self._call("TaskService/SkipOccurrence", request, Task)

    def reopen_task(self, name: str, etag: str = "") -> Task:
        request = ReopenTaskRequest(name=name, etag=etag, request_id=str(uuid4()))
        return self._call("TaskService/ReopenTask", request, Task)

    def move_task(self, request: MoveTaskRequest) -> Task:
        """`request` says what and where to."""
        request.request_id = str(uuid4())
        return self._call("TaskService/MoveTask", request, Task)
