from typing import Any

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.type.date_pb2 import Date
from grpc import StatusCode
from todo.v1.event_service_pb2 import EVENT_VIEW_FULL, GetEventRequest, ListEventsRequest
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import UpdateTaskListRequest
from todo.v1.task_pb2 import Due, Task
from todo.v1.task_service_pb2 import CompleteTaskRequest, UpdateTaskRequest

from grpc_service.testing import failure
from todo_k8s.server.testing import Client

REQUEST_ID = "1b4e28ba-2fa1-41d2-883f-0016d3cca427"


async def test_the_history_of_a_task_tells_what_was_before_and_after(client: Client) -> None:
    home = await client.new_list()
    made = await client.new_task(home, "milk")
    due = Due(date=Date(year=2026, month=3, day=1))
    await client.tasks.UpdateTask(UpdateTaskRequest(task=Task(name=made.name, due=due, title="eggs")))
    done = await client.tasks.CompleteTask(CompleteTaskRequest(name=made.name, request_id=REQUEST_ID.upper()))
    asked = ListEventsRequest(parent=home.name, task=made.name, view=EVENT_VIEW_FULL)
    completion, change, creation = (await client.events.ListEvents(asked)).events
    assert completion.old_task == Task(name=made.name, state=Task.STATE_ACTIVE)
    completed = Task(name=made.name, state=Task.STATE_COMPLETED, complete_time=done.complete_time)
    assert completion.new_task == completed
    assert completion.changed_fields == FieldMask(paths=["complete_time", "state"])
    assert (completion.actor, completion.method, completion.request_id) == ("users/local", "CompleteTask", REQUEST_ID)
    assert (completion.create_time, completion.task) == (done.complete_time, made.name)
    assert change.old_task == Task(name=made.name, title="milk")
    assert change.new_task == Task(name=made.name, title="eggs", due=due)
    assert not creation.HasField("old_task")
    wanted = Task()
    wanted.CopyFrom(made)
    for name in ("update_time", "etag"):
        wanted.ClearField(name)
    assert creation.new_task == wanted
    assert [each.first_event for each in (completion, change, creation)] == [
        f"{home.name}/events/{number}" for number in (4, 3, 2)
    ]
    assert await client.events.GetEvent(GetEventRequest(name=change.name)) == change


async def test_a_list_has_a_history_too(client: Client) -> None:
    home = await client.new_list("home")
    await client.lists.UpdateTaskList(UpdateTaskListRequest(task_list=TaskList(name=home.name, title="house")))
    renamed, made = (await client.events.ListEvents(ListEventsRequest(parent=home.name, view=EVENT_VIEW_FULL))).events
    assert renamed.old_task_list == TaskList(name=home.name, title="home")
    assert renamed.new_task_list == TaskList(name=home.name, title="house")
    assert not made.HasField("old_task_list") and made.new_task_list == TaskList(name=home.name, title="home")
    assert (made.task, renamed.task) == ("", "")
    (basic, _) = (await client.events.ListEvents(ListEventsRequest(parent=home.name))).events
    for name in ("old_task_list", "new_task_list"):
        renamed.ClearField(name)
    assert basic == renamed


async def test_an_event_that_is_not_there_is_not_found(client: Client) -> None:
    home = await client.new_list()
    call = client.events.GetEvent(GetEventRequest(name=f"{home.name}/events/2"))
    assert (await failure(call)).info.reason == "EVENT_NOT_FOUND"


@pytest.mark.parametrize("view", [-1, 3])
async def test_a_view_that_is_none_is_refused(client: Client, view: Any) -> None:
    home = await client.new_list()
    call = client.events.ListEvents(ListEventsRequest(parent=home.name, view=view))
    found = await failure(call)
    assert found.code is StatusCode.INVALID_ARGUMENT
