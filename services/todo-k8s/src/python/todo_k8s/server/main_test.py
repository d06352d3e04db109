"""The command as people and clusters run it: a process of its own."""

import asyncio
import json
import signal
from pathlib import Path
from uuid import uuid4

import grpc
import pytest
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionRequest, ServerReflectionResponse
from todo.v1.task_list_service_pb2 import ListTaskListsRequest

from todo_k8s.server.testing import Client
from todo_k8s.server.testing_process import Ended, end, run, serving, start


async def test_it_says_where_it_listens_where_the_data_are_and_what_to_try(tmp_path: Path) -> None:
    async with serving(tmp_path) as (process, address):
        process.send_signal(signal.SIGTERM)
        ended = await end(process)
    assert ended.out == (
        f"data in sqlite:{tmp_path}/.local/share/todo-k8s/todo.db\n"
        f'try: todo --server {address} add "Buy milk"  (todo is todo-k8s-client.pex)\n'
    )
    assert ended.code == 0
    # A store that was not closed would leave its write-ahead log behind.
    assert {path.name for path in (tmp_path / ".local/share/todo-k8s").iterdir()} == {"todo.db", "todo.db-left"}


async def test_what_was_acknowledged_is_there_after_a_restart(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, address), grpc.aio.insecure_channel(address) as channel:
        made = await Client(channel).new_list()
    async with serving(tmp_path) as (_, address), grpc.aio.insecure_channel(address) as channel:
        found = await Client(channel).lists.ListTaskLists(ListTaskListsRequest())
    assert list(found.task_lists) == [made]


async def test_it_is_found_healthy_while_it_serves(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, address):
        for _ in range(100):
            ready = await run("healthcheck", "--server", address, home=tmp_path)
            if ready.code == 0:
                break
        assert ready == Ended(0, f"todo.v1.TaskService at {address} is healthy\n", "")
        alive = await run("healthcheck", "--service", "", home=tmp_path, TODO_LISTEN=address)
        assert alive == Ended(0, f"the server at {address} is healthy\n", "")
        other = await run("healthcheck", "--server", address, "--service", "x", home=tmp_path)
        assert other == Ended(1, "", f"x at {address} is not healthy\n")
    gone = await run("healthcheck", "--server", address, home=tmp_path)
    assert gone.code == 1 and gone.err.startswith(f"nobody answers at {address}: UNAVAILABLE")


async def test_reflection_shows_the_services(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, address), grpc.aio.insecure_channel(address) as channel:
        info = channel.stream_unary(
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
            request_serializer=ServerReflectionRequest.SerializeToString,
            response_deserializer=ServerReflectionResponse.FromString,
        )
        listed = await info(iter([ServerReflectionRequest(list_services="")]))
        described = await info(iter([ServerReflectionRequest(file_containing_symbol="todo.v1.TaskService")]))
    names = {service.name for service in listed.list_services_response.service}
    assert names > {"todo.v1.TaskListService", "todo.v1.TaskService", "grpc.health.v1.Health"}
    assert len(described.file_descriptor_response.file_descriptor_proto) > 1


async def test_json_logs_hold_everything_it_says(tmp_path: Path) -> None:
    process = await start("--listen", "127.0.0.1:0", "--log-format", "json", home=tmp_path, TODO_DIR="x")
    assert process.stderr
    records: list[dict[str, str]] = []
    async with asyncio.timeout(60):
        while not records or "address" not in records[-1]:
            records.append(json.loads(await process.stderr.readline()))
    async with grpc.aio.insecure_channel(records[-1]["address"]) as channel:
        await Client(channel).new_list()
    process.send_signal(signal.SIGINT)
    ended = await end(process)
    records += map(json.loads, ended.err.splitlines())
    assert (ended.code, ended.out) == (0, "")
    assert records[0]["message"] == "TODO_DIR is no setting of this server and is ignored"
    (call,) = [record for record in records if record["logger"] == "access"]
    assert (call["method"], call["code"]) == ("todo.v1.TaskListService.CreateTaskList", "OK")


async def test_a_second_server_on_the_port_is_refused_in_one_sentence(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, address):
        ended = await run("--listen", address, home=tmp_path)
    assert ended == Ended(2, "", f"todo-k8s-server: cannot listen on {address}: Address already in use\n")


async def test_a_store_that_cannot_be_used_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("This is no database, and it should be left alone.")
    ended = await run("--listen", "127.0.0.1:0", "--store", f"sqlite:{tmp_path}/file", home=tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert "Traceback" not in ended.err and "To fix" in ended.err and str(tmp_path / "file") in ended.err


async def test_wrong_settings_are_told_all_at_once(tmp_path: Path) -> None:
    ended = await run("--log-level", "loud", home=tmp_path, TODO_STORE="nowhere", TODO_LISTENS="x")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.splitlines() == [
        "todo-k8s-server: --store (TODO_STORE) is 'nowhere': write sqlite:PATH (one machine) or dynamodb:TABLE (many).",
        "todo-k8s-server: --log-level (TODO_LOG_LEVEL) is 'loud': write one of debug, info, warning, error.",
        "todo-k8s-server: TODO_LISTENS is no setting: did you mean TODO_LISTEN?",
    ]


async def test_a_sqlite_store_has_no_table_to_make(tmp_path: Path) -> None:
    ended = await run("--store", "sqlite:/data/todo.db", "table", "create", home=tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith("is sqlite:/data/todo.db: write dynamodb:TABLE; SQLite needs no setup.\n")


async def test_version_and_help_import_nothing_heavy(tmp_path: Path) -> None:
    for argument in ("version", "--help"):
        ended = await run(argument, home=tmp_path, PYTHONPROFILEIMPORTTIME="1")
        assert ended.code == 0 and "todo-k8s-server" in ended.out
        imported = {line.rpartition("|")[2].strip() for line in ended.err.splitlines()}
        assert "click" in imported
        assert imported.isdisjoint({"grpc", "google.protobuf", "pynamodb", "sqlite3", "uvloop"})


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_with_status_0(tmp_path: Path, number: signal.Signals) -> None:
    async with serving(tmp_path) as (process, address), grpc.aio.insecure_channel(address) as channel:
        client = Client(channel)
        await client.new_task(await client.new_list(), request_id=str(uuid4()))
        process.send_signal(number)
        ended = await end(process)
    assert ended.code == 0
    assert ended.err.splitlines()[-1].endswith("stopped")
