"""All writers of one list in a process queue, whichever service they call."""

import asyncio
from pathlib import Path

from todo.v1.event_service_pb2 import UndoEventRequest
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import UpdateTaskListRequest
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import BatchCreateTasksRequest, CreateTaskRequest

from todo_k8s.domain.testing import Clock
from todo_k8s.domain.testing_tables import CountingTable
from todo_k8s.server.testing import client_of
from todo_k8s.storage.sqlite import SqliteTable

CALLS = 5
"""Of each kind."""


async def test_no_write_of_a_process_is_in_the_way_of_another(tmp_path: Path) -> None:
    clock = Clock()
    table = CountingTable(SqliteTable(tmp_path / "todo.db", clock.seconds))
    async with client_of(table, clock) as client:
        home = await client.new_list()
        made = [await client.new_task(home) for _ in range(CALLS)]
        before = table.transactions
        create = CreateTaskRequest(parent=home.name, task=Task(title="eggs"))
        rename = UpdateTaskListRequest(task_list=TaskList(name=home.name, title="house"))
        undo = [UndoEventRequest(name=f"{home.name}/events/{task.etag.strip(chr(34))}") for task in made]
        await asyncio.gather(
            *(
                call
                for number in range(CALLS)
                for call in (
                    client.tasks.CreateTask(create),
                    client.tasks.BatchCreateTasks(BatchCreateTasksRequest(parent=home.name, requests=[create])),
                    client.lists.UpdateTaskList(rename),
                    client.events.UndoEvent(undo[number]),
                )
            )
        )
        assert table.transactions - before == 4 * CALLS
    await table.close()
