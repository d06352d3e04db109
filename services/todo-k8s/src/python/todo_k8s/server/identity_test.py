import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import pytest
import pytest_asyncio
from google.rpc.error_details_pb2 import RetryInfo
from todo.v1.event_service_pb2 import ListEventsRequest
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest, ListTaskListsRequest
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import (
    BatchCreateTasksRequest,
    CreateTaskRequest,
    ListTasksRequest,
    UpdateTaskRequest,
)

from grpc_service.logs import TextFormatter
from grpc_service.testing import failure, raw_method
from todo_k8s.server.identity import Admission
from todo_k8s.server.rate_limit import RateLimit
from todo_k8s.server.testing import Client, sqlite_client
from todo_k8s.server.tokens.key_source import KeysUnavailable
from todo_k8s.server.tokens.open import open_tokens
from todo_k8s.server.tokens.testing_provider import key_set, provider, token, token_settings

LISTS = "/todo.v1.TaskListService/ListTaskLists"


def shows(*tokens: str) -> tuple[tuple[str, str], ...]:
    return tuple(("authorization", f"Bearer {each}") for each in tokens)


@asynccontextmanager
async def serving(folder: Path, limit: RateLimit | None = None) -> AsyncIterator[Client]:
    jwks = folder / "jwks.json"
    jwks.write_bytes(key_set())
    async with (
        open_tokens(token_settings(jwks)) as tokens,
        sqlite_client(folder, Admission(tokens.identify, limit, tokens.keys.ping)) as (client, _),
    ):
        yield client


@pytest_asyncio.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Client]:
    async with serving(tmp_path) as client:
        yield client


async def new_list(client: Client, user: str, title: str) -> TaskList:
    request = CreateTaskListRequest(task_list=TaskList(title=title))
    return await client.lists.CreateTaskList(request, metadata=shows(token(user)))


async def test_each_user_has_lists_of_their_own_and_is_named_in_what_they_change(guarded: Client) -> None:
    for user in ("ann", "bob"):
        made = await new_list(guarded, user, f"of {user}")
        found = await guarded.lists.ListTaskLists(ListTaskListsRequest(), metadata=shows(token(user)))
        assert [each.title for each in found.task_lists] == [f"of {user}"]
        events = await guarded.events.ListEvents(ListEventsRequest(parent=made.name), metadata=shows(token(user)))
        assert [event.actor for event in events.events] == [f"users/{user}"]


async def test_users_me_is_whoever_calls_and_is_kept_by_name(guarded: Client) -> None:
    home, ann = await new_list(guarded, "ann", "home"), shows(token("ann"))
    for title, users in (("mine", ["users/me"]), ("named", ["users/ann"]), ("theirs", ["users/bob"]), ("nobody's", [])):
        request = CreateTaskRequest(parent=home.name, task=Task(title=title, assignees=users))
        task = await guarded.tasks.CreateTask(request, metadata=ann)
        assert list(task.assignees) == ["users/ann" if user == "users/me" else user for user in users]
    for parent in (home.name, "taskLists/-"):
        found = await titles(guarded, parent, 'assignees:"users/me"')
        assert found == ["mine", "named"]
        assert await titles(guarded, parent, 'NOT assignees:"users/me" (title:named OR title:theirs)') == ["theirs"]
    home = await new_list(guarded, "bob", "home")
    request = CreateTaskRequest(parent=home.name, task=Task(title="bob's", assignees=["users/me"]))
    await guarded.tasks.CreateTask(request, metadata=shows(token("bob")))
    for parent in (home.name, "taskLists/-"):
        assert await titles(guarded, parent, 'assignees:"users/me"', "bob") == ["bob's"]


async def titles(client: Client, parent: str, filter: str, user: str = "ann") -> list[str]:
    request = ListTasksRequest(parent=parent, filter=filter)
    return sorted(task.title for task in (await client.tasks.ListTasks(request, metadata=shows(token(user)))).tasks)


async def test_who_changes_a_task_for_themselves_is_kept_by_name_too(guarded: Client) -> None:
    home, ann = await new_list(guarded, "ann", "home"), shows(token("ann"))
    make = CreateTaskRequest(parent=home.name, task=Task(title="milk", assignees=["users/bob"]))
    made = await guarded.tasks.BatchCreateTasks(
        BatchCreateTasksRequest(parent=home.name, requests=[make]), metadata=ann
    )
    change = UpdateTaskRequest(task=Task(name=made.tasks[0].name, assignees=["users/me", "users/bob"]))
    assert (await guarded.tasks.UpdateTask(change, metadata=ann)).assignees == ["users/ann", "users/bob"]
    twice = UpdateTaskRequest(task=Task(name=made.tasks[0].name, assignees=["users/me", "users/ann"]))
    failed = await failure(guarded.tasks.UpdateTask(twice, metadata=ann))
    assert failed.message.endswith("has a user twice; give each once")


async def test_a_call_without_a_token_says_how_to_bring_one(guarded: Client) -> None:
    failed = await failure(guarded.lists.ListTaskLists(ListTaskListsRequest()))
    assert (failed.code, failed.info.reason) == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_MISSING")
    assert failed.message == "The call brings no token; send it as metadata: authorization: Bearer TOKEN."


async def test_who_calls_is_asked_before_the_request_is_looked_at(guarded: Client) -> None:
    failed = await failure(raw_method(guarded.channel, LISTS)(b"\xff"))
    assert failed.info.reason == "TOKEN_MISSING"


BAD = {
    "basic": (("authorization", "Basic YW5uOnNlY3JldA=="),),
    "no scheme": (("authorization", token()),),
    "no token": (("authorization", "Bearer "),),
    "two": shows(token("ann"), token("bob")),
    "long": shows(token("ann", scope="x" * 5_000)),
    "nonsense": shows("x.y.z"),
}


@pytest.mark.parametrize("case", BAD)
async def test_what_is_no_bearer_token_is_refused(guarded: Client, case: str) -> None:
    failed = await failure(guarded.lists.ListTaskLists(ListTaskListsRequest(), metadata=BAD[case]))
    assert (failed.code, failed.info.reason) == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_INVALID")


async def test_the_scheme_is_case_insensitive(guarded: Client) -> None:
    await guarded.lists.ListTaskLists(ListTaskListsRequest(), metadata=(("authorization", f"bearer  {token()}"),))


async def test_who_calls_too_often_hears_when_to_come_back_and_others_go_on(tmp_path: Path) -> None:
    async with serving(tmp_path, RateLimit(2, lambda: 0.0)) as client:
        call = client.lists.ListTaskLists
        for _ in range(2):
            await call(ListTaskListsRequest(), metadata=shows(token("ann")))
        failed = await failure(call(ListTaskListsRequest(), metadata=shows(token("ann"))))
        assert (failed.code, failed.info.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "RATE_LIMITED")
        (packed,) = (each for each in failed.status.details if each.TypeName() == "google.rpc.RetryInfo")
        retry = RetryInfo.FromString(packed.value).retry_delay
        assert retry.ToMilliseconds() == 500
        await call(ListTaskListsRequest(), metadata=shows(token("bob")))


async def test_without_keys_nobody_can_be_known_and_the_server_is_not_ready(tmp_path: Path) -> None:
    async with provider() as endpoint:
        endpoint.status = 503
        async with (
            open_tokens(token_settings(endpoint.url)) as tokens,
            sqlite_client(tmp_path, Admission(tokens.identify)) as (client, _),
        ):
            with pytest.raises(KeysUnavailable):
                await tokens.keys.ping()
            failed = await failure(client.lists.ListTaskLists(ListTaskListsRequest(), metadata=shows(token())))
            assert (failed.code, failed.info.reason) == (grpc.StatusCode.UNAVAILABLE, "IDENTITY_UNAVAILABLE")


async def test_no_token_reaches_a_log(guarded: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    header, claims, signature = token().split(".")
    shown = [
        token(),
        token(exp=1),
        token(aud="other"),
        token(kid="stranger"),
        token("not a user"),
        f"{header}.{claims}.{signature[:-8]}AAAAAAAA",
        f"{header}.{claims}",
        f"{header[:-4]}!!!!.{claims}.{signature}",
    ]
    for each in shown:
        for metadata in (shows(each), shows(each, each), (("authorization", each),)):
            call = guarded.lists.ListTaskLists(ListTaskListsRequest(), metadata=metadata)
            said = "" if await call.code() is grpc.StatusCode.OK else (await failure(call)).message
            logged = "".join(map(TextFormatter().format, caplog.records))
            assert "method=todo.v1.TaskListService.ListTaskLists" in logged
            assert [part for part in each.split(".") if part in said + logged] == []
