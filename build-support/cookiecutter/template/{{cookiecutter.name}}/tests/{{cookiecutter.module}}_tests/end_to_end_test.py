"""The two programs as people and clusters run them. This folder has the service's name, as mypy knows a test by its way
below tests/, and each service may have a conftest.py."""

import re
import signal
from pathlib import Path

import grpc
import pytest
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionRequest, ServerReflectionResponse

from grpc_service.probe import is_serving
from grpc_service.testing_process import Command, Ended, end, pex_command

SERVER = pex_command("{{cookiecutter.name}}-server.pex")
CLIENT = pex_command("{{cookiecutter.name}}-client.pex")
SERVICE = "{{cookiecutter.module}}.v1.GreetingService"


async def test_the_client_is_answered_until_the_server_has_drained(tmp_path: Path) -> None:
    async with SERVER.serving(tmp_path) as (process, address):
        told = await CLIENT.run("greet", "Ann", home=tmp_path, {{cookiecutter.prefix}}SERVER=address)
        assert told == Ended(0, "Hello, Ann!\n", "")
        refused = await CLIENT.run("greet", "Ann/Bob", "--server", address, home=tmp_path)
        process.send_signal(signal.SIGTERM)
        ended = await end(process)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith(f"Error: {address}: name is no greeting's name")
    assert refused.err.endswith("(INVALID_FIELD)\n")
    assert ended.code == 0
    assert ended.err.splitlines()[-1].endswith("stopped")
    gone = await CLIENT.run("greet", "Ann", "--server", address, home=tmp_path)
    assert (gone.code, gone.out) == (1, "")
    assert gone.err.startswith(f"Error: {address}: ") and "UNAVAILABLE" in gone.err


async def test_health_and_reflection_name_the_service(tmp_path: Path) -> None:
    async with SERVER.serving(tmp_path) as (_, address), grpc.aio.insecure_channel(address) as channel:
        assert await is_serving(channel, "", timeout=30)
        info = channel.stream_unary(
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
            request_serializer=ServerReflectionRequest.SerializeToString,
            response_deserializer=ServerReflectionResponse.FromString,
        )
        listed = await info(iter([ServerReflectionRequest(list_services="")]))
        for _ in range(100):
            ready = await SERVER.run("healthcheck", "--server", address, home=tmp_path)
            if ready.code == 0:
                break
    assert {SERVICE, "grpc.health.v1.Health"} <= {each.name for each in listed.list_services_response.service}
    assert ready == Ended(0, f"{SERVICE} at {address} is healthy\n", "")


async def test_wrong_settings_are_told_all_at_once(tmp_path: Path) -> None:
    ended = await SERVER.run("--log-level", "loud", home=tmp_path, {{cookiecutter.prefix}}LISTEN="0.0.0.0:8081")
    assert (ended.code, ended.out, len(ended.err.splitlines())) == (2, "", 2)
    assert "{{cookiecutter.prefix}}INSECURE_ANY_ADDRESS=true" in ended.err


@pytest.mark.parametrize("command", [SERVER, CLIENT], ids=["server", "client"])
async def test_the_version_is_that_of_the_build(tmp_path: Path, command: Command) -> None:
    ended = await command.run("version", home=tmp_path)
    assert re.fullmatch(r"{{cookiecutter.name}}-\w+ \d+\.\d+\.\d+\+\S+\n", ended.out), ended
