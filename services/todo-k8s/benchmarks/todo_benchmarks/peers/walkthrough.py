"""The walkthrough's own shape, as a peer: a blocking grpcio server with a thread pool, and PynamoDB as it comes.

It keeps one plain item for each task and asks nobody who they are: no idempotency, no order, no history.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import cast
from uuid import uuid4

import click
import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from pynamodb.attributes import ListAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.models import Model
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    CompleteTaskRequest,
    CreateTaskRequest,
    GetTaskRequest,
    ListTasksRequest,
    ListTasksResponse,
)

from todo.v1 import task_service_pb2_grpc
from todo_benchmarks.peers.place import place_options

THREADS = 10


class TaskModel(Model):
    class Meta:
        # The command line tells them.
        table_name = ""
        host = ""
        region = ""

    task_list = UnicodeAttribute(hash_key=True)
    task = UnicodeAttribute(range_key=True)
    uid = UnicodeAttribute()
    title = UnicodeAttribute()
    notes = UnicodeAttribute(null=True)
    priority = NumberAttribute(default=0)
    labels: ListAttribute[str] = ListAttribute(default=list)
    state = NumberAttribute()
    created = UTCDateTimeAttribute()
    updated = UTCDateTimeAttribute()
    completed = UTCDateTimeAttribute(null=True)


SHOWN_IN_LISTS = [name for name in TaskModel.get_attributes() if name != "notes"]


class Servicer(task_service_pb2_grpc.TaskServiceServicer):
    def GetTask(self, request: GetTaskRequest, context: grpc.ServicerContext) -> Task:
        try:
            return _message(TaskModel.get(*_keys(request.name), consistent_read=True))
        except TaskModel.DoesNotExist:
            context.abort(grpc.StatusCode.NOT_FOUND, f"{request.name} does not exist")

    def CreateTask(self, request: CreateTaskRequest, context: grpc.ServicerContext) -> Task:
        now = datetime.now(UTC)
        model = TaskModel(
            request.parent,
            request.task_id or str(uuid4()),
            uid=str(uuid4()),
            title=request.task.title,
            notes=request.task.notes or None,
            priority=request.task.priority,
            labels=list(request.task.labels),
            state=Task.STATE_ACTIVE,
            created=now,
            updated=now,
        )
        model.save()
        return _message(model)

    def CompleteTask(self, request: CompleteTaskRequest, context: grpc.ServicerContext) -> Task:
        model, now = TaskModel(*_keys(request.name)), datetime.now(UTC)
        model.update(
            actions=[
                TaskModel.state.set(Task.STATE_COMPLETED),
                TaskModel.completed.set(now),
                TaskModel.updated.set(now),
            ],
            condition=TaskModel.task.exists(),
        )
        return _message(model)

    def ListTasks(self, request: ListTasksRequest, context: grpc.ServicerContext) -> ListTasksResponse:
        found = TaskModel.query(
            request.parent, limit=request.page_size, consistent_read=True, attributes_to_get=SHOWN_IN_LISTS
        )
        return ListTasksResponse(tasks=map(_message, found))


def _keys(name: str) -> tuple[str, str]:
    task_list, _, task = name.partition("/tasks/")
    return task_list, task


def _message(model: TaskModel) -> Task:
    return Task(
        name=f"{model.task_list}/tasks/{model.task}",
        uid=model.uid,
        title=model.title,
        notes=model.notes or "",
        priority=int(model.priority),
        labels=model.labels,
        state=cast("Task.State", int(model.state)),
        create_time=_timestamp(model.created),
        update_time=_timestamp(model.updated),
        complete_time=_timestamp(model.completed) if model.completed else None,
    )


def _timestamp(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp


@click.command()
@place_options
def main(table: str, endpoint: str, region: str) -> None:
    TaskModel.Meta.table_name = table
    TaskModel.Meta.host = endpoint
    TaskModel.Meta.region = region
    TaskModel.create_table(wait=True, billing_mode="PAY_PER_REQUEST")
    server = grpc.server(ThreadPoolExecutor(THREADS))
    # The methods that it lacks answer UNIMPLEMENTED; the stubs call them abstract.
    task_service_pb2_grpc.add_TaskServiceServicer_to_server(Servicer(), server)  # type: ignore[abstract]
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(f"listening on 127.0.0.1:{port}", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
