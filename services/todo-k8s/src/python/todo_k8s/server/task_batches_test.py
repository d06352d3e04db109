"""Batches as a client of gRPC sees them; what they do is tested beside the domain."""

from google.rpc.error_details_pb2 import BadRequest
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    BatchCompleteTasksRequest,
    BatchCreateTasksRequest,
    BatchDeleteTasksRequest,
    BatchGetTasksRequest,
    BatchUpdateTasksRequest,
    CompleteTaskRequest,
    CreateTaskRequest,
    DeleteTaskRequest,
    UpdateTaskRequest,
)

from grpc_service.testing import Failure, failure
from todo_k8s.server.testing import Client

LARGE = {f"k{number}": "\u00e4" * 1_024 for number in range(50)}


def fields_of(failed: Failure) -> list[str]:
    details = [detail for detail in failed.status.details if detail.TypeName() == "google.rpc.BadRequest"]
    return [v.field for detail in details for v in BadRequest.FromString(detail.value).field_violations]


async def test_tasks_are_made_read_changed_completed_and_deleted_together(client: Client) -> None:
    parent = (await client.new_list()).name
    creations = [CreateTaskRequest(task=Task(title=title), task_id=title) for title in ("milk", "eggs")]
    made = await client.tasks.BatchCreateTasks(BatchCreateTasksRequest(parent=parent, requests=creations))
    assert [task.name for task in made.tasks] == [f"{parent}/tasks/milk", f"{parent}/tasks/eggs"]
    names = [task.name for task in reversed(made.tasks)]
    read = await client.tasks.BatchGetTasks(BatchGetTasksRequest(parent=parent, names=names))
    assert list(read.tasks) == list(reversed(made.tasks))
    updates = [UpdateTaskRequest(task=Task(name=name, priority=1)) for name in names]
    changed = await client.tasks.BatchUpdateTasks(BatchUpdateTasksRequest(parent=parent, requests=updates))
    assert [(task.name, task.title, task.priority) for task in changed.tasks] == [
        (names[0], "eggs", 1),
        (names[1], "milk", 1),
    ]
    done = [CompleteTaskRequest(name=task.name, etag=task.etag) for task in changed.tasks]
    completed = await client.tasks.BatchCompleteTasks(BatchCompleteTasksRequest(parent=parent, requests=done))
    assert [task.state for task in completed.tasks] == [Task.STATE_COMPLETED] * 2
    gone = [DeleteTaskRequest(name=task.name, etag=task.etag) for task in completed.tasks]
    deleted = await client.tasks.BatchDeleteTasks(BatchDeleteTasksRequest(parent=parent, requests=gone))
    assert [(task.name, task.HasField("purge_time")) for task in deleted.tasks] == [(name, True) for name in names]
    again = await client.tasks.BatchGetTasks(BatchGetTasksRequest(parent=parent, names=names))
    assert list(again.tasks) == list(deleted.tasks)


async def test_a_refused_request_is_told_by_its_index(client: Client) -> None:
    parent = await client.new_list()
    task = await client.new_task(parent)
    requests = [CompleteTaskRequest(name=task.name), CompleteTaskRequest(name=f"{parent.name}/tasks/none")]
    call = client.tasks.BatchCompleteTasks(BatchCompleteTasksRequest(parent=parent.name, requests=requests))
    failed = await failure(call)
    assert (failed.code.name, failed.info.reason) == ("NOT_FOUND", "TASK_NOT_FOUND")
    assert dict(failed.info.metadata) == {"index": "1", "name": f"{parent.name}/tasks/none"}


async def test_wrong_fields_have_paths_into_the_batch(client: Client) -> None:
    parent = (await client.new_list()).name
    requests = [CreateTaskRequest(task=Task(title="milk")), CreateTaskRequest(task=Task(title="eggs", priority=99))]
    requests += [CreateTaskRequest(task=Task(title="ham"), request_id="1", validate_only=True)]
    failed = await failure(client.tasks.BatchCreateTasks(BatchCreateTasksRequest(parent=parent, requests=requests)))
    assert sorted(fields_of(failed)) == [
        "requests[1].task.priority",
        "requests[2].request_id",
        "requests[2].validate_only",
    ]
    assert dict(failed.info.metadata) == {"index": "1"}


async def test_the_largest_tasks_come_through_grpc_together(client: Client) -> None:
    parent = (await client.new_list()).name
    one = CreateTaskRequest(task=Task(title="x", annotations=LARGE))
    names: list[str] = []
    for _ in range(3):
        made = await client.tasks.BatchCreateTasks(BatchCreateTasksRequest(parent=parent, requests=[one] * 7))
        names += [task.name for task in made.tasks]
    done = [CompleteTaskRequest(name=name) for name in names[:20]]
    answer = await client.tasks.BatchCompleteTasks(BatchCompleteTasksRequest(parent=parent, requests=done))
    assert answer.ByteSize() > 2_000_000
