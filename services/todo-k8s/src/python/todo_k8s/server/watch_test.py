"""Watches over gRPC; what they tell is tested beside the domain."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.rpc.error_details_pb2 import QuotaFailure
from grpc import StatusCode
from todo.v1.member_service_pb2 import DeleteMemberRequest
from todo.v1.sync_service_pb2 import Change, Removal, WatchChangesRequest, WatchChangesResponse
from todo.v1.task_list_pb2 import TaskList

from grpc_service.testing import failure
from todo_k8s.domain import limits
from todo_k8s.server.testing import Client, FaultyTable, clients_of
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import Unavailable

NOBODYS = "taskLists/00000000-0000-4000-8000-000000000000"

Watch = grpc.aio.UnaryStreamCall[WatchChangesRequest, WatchChangesResponse]


MINE = TaskList(name="users/me")
"""No list, but what is watched has a name too."""


@asynccontextmanager
async def shared(folder: Path) -> AsyncIterator[list[Client]]:
    """Clients of ann and of bob."""
    table = SqliteTable(folder / "shared.db", time.time)
    try:
        async with clients_of(table, "ann", "bob") as clients:
            yield clients
    finally:
        await table.close()


@asynccontextmanager
async def watching(client: Client, parent: TaskList, token: str = "") -> AsyncIterator[Watch]:
    call = client.sync.WatchChanges(WatchChangesRequest(parent=parent.name, sync_token=token))
    try:
        yield call
    finally:
        call.cancel()


async def to_bookmark(call: Watch) -> tuple[list[Change], str]:
    """The changes up to the next bookmark, and its token."""
    changes: list[Change] = []
    async with asyncio.timeout(30):
        while True:
            message: Any = await call.read()
            if message.HasField("bookmark"):
                return changes, message.bookmark.sync_token
            changes.append(message.change)


async def test_changes_are_told_as_they_are_pulled_and_at_once(client: Client) -> None:
    home = await client.new_list()
    async with watching(client, home) as call:
        changes, token = await to_bookmark(call)
        told = [(each.task_list.name or each.member.name, each.actor) for each in changes]
        assert told == [(home.name, "users/local"), (f"{home.name}/members/local", "users/local")]
        milk = await client.new_task(home, request_id="1B4E28BA-2FA1-41D2-883F-0016D3CCA427")
        expected = Change(task=milk, actor="users/local", request_id="1b4e28ba-2fa1-41d2-883f-0016d3cca427")
        assert (await to_bookmark(call))[0] == [expected]
    async with watching(client, home, token) as call:
        assert (await to_bookmark(call))[0] == [expected]


async def test_its_last_message_comes_before_the_deadline_and_is_a_bookmark(client: Client) -> None:
    home = await client.new_list()
    call = client.sync.WatchChanges(WatchChangesRequest(parent=home.name), timeout=3)
    messages = [message async for message in call]
    assert [message.WhichOneof("message") for message in messages] == ["change", "change", "bookmark", "bookmark"]
    assert messages[-1].bookmark.sync_token
    assert await call.code() is StatusCode.OK


@pytest.mark.parametrize(
    ("parent", "token", "code", "reason"),
    [
        (NOBODYS, "", StatusCode.PERMISSION_DENIED, "TASK_LIST_FORBIDDEN"),
        ("taskLists/-", "", StatusCode.INVALID_ARGUMENT, "INVALID_FIELD"),
        ("users/" + "x" * 3000, "", StatusCode.INVALID_ARGUMENT, "INVALID_FIELD"),
        ("", "bm9uZQ", StatusCode.INVALID_ARGUMENT, "SYNC_TOKEN_INVALID"),
    ],
)
async def test_it_is_refused_as_a_pull_is(
    client: Client, parent: str, token: str, code: StatusCode, reason: str
) -> None:
    home = await client.new_list()
    request = WatchChangesRequest(parent=parent or home.name, sync_token=token)
    failed = await failure(client.sync.WatchChanges(request).read())
    assert (failed.code, failed.info.reason) == (code, reason)


async def test_there_are_no_more_of_one_user_than_that(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WATCHES_PER_USER", 1)
    home = await client.new_list()
    async with watching(client, home) as first, watching(client, home) as second:
        await to_bookmark(first)
        failed = await failure(second.read())
    assert (failed.code, failed.info.reason) == (StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_WATCHES")
    (detail,) = [each for each in failed.status.details if each.TypeName() == "google.rpc.QuotaFailure"]
    (violation,) = QuotaFailure.FromString(detail.value).violations
    assert violation.subject == "users/local"


async def test_a_store_that_does_not_answer_ends_it_when_there_is_something_to_read(
    client: Client, table: FaultyTable
) -> None:
    home = await client.new_list()
    async with watching(client, home) as call:
        _, token = await to_bookmark(call)
        await client.new_task(home)
        await to_bookmark(call)
        table.fault = Unavailable("secret host name")
        failed = await failure(watching_on(client, home, token))
        assert (failed.code, failed.info.reason) == (StatusCode.UNAVAILABLE, "STORE_UNAVAILABLE")
        table.fault = None
        # The one that had nothing to read has outlived it.
        await client.new_task(home, "eggs")
        assert [each.task.title for each in (await to_bookmark(call))[0]] == ["eggs"]


async def watching_on(client: Client, parent: TaskList, token: str) -> None:
    async with watching(client, parent, token) as call:
        await to_bookmark(call)


async def test_watches_that_are_given_up_leave_nothing_behind(client: Client) -> None:
    home = await client.new_list()
    before = len(asyncio.all_tasks())
    for _ in range(3):
        calls = [client.sync.WatchChanges(WatchChangesRequest(parent=home.name)) for _ in range(20)]
        await asyncio.gather(*map(to_bookmark, calls))
        for call in calls:
            call.cancel()
    for _ in range(600):
        if len(asyncio.all_tasks()) <= before:
            break
        await asyncio.sleep(0.02)
    # That a user may have no more than a few at once shows that they are not counted any more.
    assert len(asyncio.all_tasks()) <= before
    calls = [client.sync.WatchChanges(WatchChangesRequest(parent=home.name)) for _ in range(limits.WATCHES_PER_USER)]
    await asyncio.gather(*map(to_bookmark, calls))


async def test_watches_take_no_threads(client: Client) -> None:
    homes = await asyncio.gather(*(client.new_list() for _ in range(limits.WATCHES_PER_USER)))
    calls = [client.sync.WatchChanges(WatchChangesRequest(parent=home.name)) for home in homes]
    # The first ones show what the store's own threads are.
    await asyncio.gather(*map(to_bookmark, calls[:20]))
    before = threading.active_count()
    await asyncio.gather(*map(to_bookmark, calls[20:]))
    assert threading.active_count() == before
    for call in calls:
        call.cancel()


async def test_whose_role_is_taken_is_told_what_a_stranger_is_told(tmp_path: Path) -> None:
    async with shared(tmp_path) as (ann, bob):
        home = await ann.new_list()
        async with watching(bob, home) as stranger:
            of_a_stranger = await failure(stranger.read())
        await ann.let_in(home, "bob")
        async with watching(bob, home) as call:
            await to_bookmark(call)
            await ann.members.DeleteMember(DeleteMemberRequest(name=f"{home.name}/members/bob"))
            failed = await failure(call.read())
    assert (failed.code, failed.info.reason) == (StatusCode.PERMISSION_DENIED, "TASK_LIST_FORBIDDEN")
    assert failed.status == of_a_stranger.status


async def test_users_follow_the_lists_on_which_they_have_a_role(tmp_path: Path) -> None:
    async with shared(tmp_path) as (ann, bob):
        home = await ann.new_list()
        async with watching(bob, MINE) as call:
            assert (await to_bookmark(call))[0] == []
            member = await ann.let_in(home, "bob")
            changes, token = await to_bookmark(call)
            assert [(each.member, each.actor) for each in changes] == [(member, "users/ann")]
            await ann.members.DeleteMember(DeleteMemberRequest(name=member.name))
            lost, _ = await to_bookmark(call)
        async with watching(bob, MINE, token) as call:
            assert (await to_bookmark(call))[0] == lost
    (change,) = lost
    assert change.removal == Removal(name=member.name, reason=Removal.REASON_ACCESS_LOST)
