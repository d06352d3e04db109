import pytest
from grpc import StatusCode
from todo.v1.member_service_pb2 import GetMemberRequest
from todo.v1.sync_service_pb2 import Change, PullChangesRequest, PullChangesResponse, Removal
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest, GetTaskListRequest
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    CreateTaskRequest,
    DeleteTaskRequest,
    GetTaskRequest,
    MoveTaskRequest,
    UpdateTaskRequest,
)

from grpc_service.testing import failure
from todo_k8s.server.testing import Client

ONCE = "1B4E28BA-2FA1-41D2-883F-0016D3CCA427"


async def pull(client: Client, parent: TaskList, token: str = "", size: int = 0) -> PullChangesResponse:
    return await client.sync.PullChanges(PullChangesRequest(parent=parent.name, sync_token=token, page_size=size))


async def test_changes_are_told_whole_with_who_made_them_and_by_which_call(client: Client) -> None:
    home = await client.lists.CreateTaskList(CreateTaskListRequest(task_list=TaskList(title="home"), request_id=ONCE))
    milk = await client.tasks.CreateTask(CreateTaskRequest(parent=home.name, task=Task(title="milk", notes="oat")))
    pulled = await pull(client, home)
    assert list(pulled.changes) == [
        Change(
            task_list=await client.lists.GetTaskList(GetTaskListRequest(name=home.name)),
            actor="users/local",
            request_id=ONCE.lower(),
        ),
        Change(
            member=await client.members.GetMember(GetMemberRequest(name=f"{home.name}/members/me")),
            actor="users/local",
            request_id=ONCE.lower(),
        ),
        Change(task=milk, actor="users/local"),
    ]
    assert not pulled.has_more
    again = ONCE.replace("1B", "2B")
    eggs = await client.tasks.UpdateTask(UpdateTaskRequest(task=Task(name=milk.name, title="eggs"), request_id=again))
    pulled = await pull(client, home, pulled.next_sync_token)
    assert list(pulled.changes) == [Change(task=eggs, actor="users/local", request_id=again.lower())]
    assert eggs == await client.tasks.GetTask(GetTaskRequest(name=milk.name))


async def test_what_is_there_no_more_says_why(client: Client) -> None:
    home, work = await client.new_list("home"), await client.new_list("work")
    milk, eggs = await client.new_task(home, "milk"), await client.new_task(home, "eggs")
    token = (await pull(client, home)).next_sync_token
    await client.tasks.DeleteTask(DeleteTaskRequest(name=milk.name))
    moved = await client.tasks.MoveTask(MoveTaskRequest(name=eggs.name, destination_parent=work.name))
    first = await pull(client, home, token, size=1)
    second = await pull(client, home, first.next_sync_token, size=1)
    assert [each.removal for each in (*first.changes, *second.changes)] == [
        Removal(name=milk.name, reason=Removal.REASON_DELETED),
        Removal(name=eggs.name, reason=Removal.REASON_MOVED, destination_task=moved.name),
    ]
    assert (first.has_more, second.has_more) == (True, False)


async def test_roles_are_told_of_users_me(client: Client) -> None:
    home = await client.lists.CreateTaskList(CreateTaskListRequest(task_list=TaskList(title="home"), request_id=ONCE))
    owner = await client.members.GetMember(GetMemberRequest(name=f"{home.name}/members/me"))
    pulled = await client.sync.PullChanges(PullChangesRequest(parent="users/me"))
    assert list(pulled.changes) == [Change(member=owner, actor="users/local", request_id=ONCE.lower())]


@pytest.mark.parametrize("token", ["x", "W10", "\ud7ff", "WzEsIiIsIiIsMCwwXQ"])
async def test_tokens_that_were_not_made_here_are_refused(client: Client, token: str) -> None:
    home = await client.new_list()
    failed = await failure(client.sync.PullChanges(PullChangesRequest(parent=home.name, sync_token=token)))
    assert (failed.code, failed.info.reason) == (StatusCode.INVALID_ARGUMENT, "SYNC_TOKEN_INVALID")
    assert failed.message.startswith("sync_token: ")
