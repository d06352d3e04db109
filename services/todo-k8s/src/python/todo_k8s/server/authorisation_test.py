"""The authorisation matrix: every method, called by everyone, has exactly the code and the reason that its row says."""

import asyncio
import shutil
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import grpc
import pytest
from google.protobuf.descriptor import MethodDescriptor

from grpc_service.testing import failure, raw_method
from todo_k8s.domain.model import Role
from todo_k8s.server.testing import Client
from todo_k8s.server.testing_authorisation import OF_ONESELF, ROWS, Row, World
from todo_k8s.server.testing_authorisation_world import make_world, serving
from todo_k8s.server.testing_methods import METHODS, name_of, path_of
from todo_k8s.server.tokens.testing_provider import token

Outcome: TypeAlias = tuple[str, str]
"""A code and, where it is not OK, the reason."""

OK = ("OK", "")
UNKNOWN_CALLERS: Mapping[str, tuple[str, Outcome]] = {
    "no token": ("", ("UNAUTHENTICATED", "TOKEN_MISSING")),
    "expired": (token("owner", exp=1), ("UNAUTHENTICATED", "TOKEN_EXPIRED")),
    "wrong audience": (token("owner", aud="other"), ("UNAUTHENTICATED", "TOKEN_INVALID")),
    "wrong algorithm": (token("owner", "curve", "ES256"), ("UNAUTHENTICATED", "TOKEN_INVALID")),
}
STRANGERS = ("stranger", "removed")
MEMBERS = {"viewer": Role.VIEWER, "editor": Role.EDITOR, "owner": Role.OWNER}
FORBIDDEN = ("PERMISSION_DENIED", "TASK_LIST_FORBIDDEN")
TOO_SMALL = ("PERMISSION_DENIED", "ROLE_INSUFFICIENT")


def test_every_method_has_its_row() -> None:
    assert {row.method for row in ROWS} == {name_of(method) for method in METHODS}


def test_the_rows_say_what_reads_and_what_writes() -> None:
    """Whoever sees a list may not change it for that: what takes a request_id, a viewer is refused."""
    for row in ROWS:
        assert row.needs is not Role.VIEWER or not is_mutation(row) or row.note == OF_ONESELF, row


def expected(row: Row) -> dict[str, Outcome]:
    outcomes = {who: outcome for who, (_, outcome) in UNKNOWN_CALLERS.items()}
    outcomes |= dict.fromkeys(STRANGERS, FORBIDDEN if row.needs else OK)
    outcomes |= {who: OK if row.needs is None or role.allows(row.needs) else TOO_SMALL for who, role in MEMBERS.items()}
    return outcomes


@dataclass(frozen=True)
class Store:
    """A folder with a world in it, to be copied: who changes it has one alone."""

    folder: Path
    world: World


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("world")
    return Store(folder, asyncio.run(make_world(folder)))


@pytest.mark.parametrize("row", ROWS, ids=str)
async def test_everyone_gets_the_answer_that_is_theirs(store: Store, tmp_path: Path, row: Row) -> None:
    outcomes: dict[str, Outcome] = {}
    request = row.request(store.world)
    async with serving(copied(store, tmp_path, "all")) as (client, _):
        for who, (shown, _) in UNKNOWN_CALLERS.items():
            outcomes[who], _ = await outcome(client, row, request.SerializeToString(), shown)
        for who in (*STRANGERS, *MEMBERS):
            if expected(row)[who] != OK:
                outcomes[who], _ = await outcome(client, row, request.SerializeToString(), token(who))
    for who in (who for who, wanted in expected(row).items() if wanted == OK):
        async with serving(copied(store, tmp_path, who)) as (client, _):
            outcomes[who], _ = await outcome(client, row, request.SerializeToString(), token(who))
    assert outcomes == expected(row)


@pytest.mark.parametrize("row", [row for row in ROWS if row.needs], ids=str)
async def test_a_stranger_hears_the_same_of_what_is_there_and_of_what_is_not(
    store: Store, tmp_path: Path, row: Row
) -> None:
    raw = row.request(store.world).SerializeToString()
    async with serving(tmp_path) as (client, _):
        _, of_nothing = await outcome(client, row, raw, token("stranger"))
    async with serving(copied(store, tmp_path, "all")) as (client, _):
        for who in STRANGERS:
            _, heard = await outcome(client, row, raw, token(who))
            assert heard == of_nothing


def method_of(row: Row) -> MethodDescriptor:
    return next(method for method in METHODS if name_of(method) == row.method)


def is_mutation(row: Row) -> bool:
    return "request_id" in method_of(row).input_type.fields_by_name


async def outcome(client: Client, row: Row, raw: bytes, shown: str) -> tuple[Outcome, bytes]:
    """The code and the reason, and the status as it is on the wire. Of a stream, the first answer counts."""
    method = method_of(row)
    metadata = (("authorization", f"Bearer {shown}"),) if shown else ()
    if method.server_streaming:
        stream = client.channel.unary_stream(path_of(method), request_serializer=bytes, response_deserializer=bytes)
        answer: Awaitable[object] = stream(raw, metadata=metadata, timeout=30).read()
    else:
        answer = raw_method(client.channel, path_of(method))(raw, metadata=metadata, timeout=30)
    try:
        await answer
    except grpc.aio.AioRpcError as error:
        return await _told(error)
    return OK, b""


async def _told(error: grpc.aio.AioRpcError) -> tuple[Outcome, bytes]:
    async def again() -> None:
        raise error

    failed = await failure(again())
    return (failed.code.name, failed.info.reason), failed.status.SerializeToString(deterministic=True)


def copied(store: Store, folder: Path, name: str) -> Path:
    return Path(shutil.copytree(store.folder, folder / name))
