"""The calls of `{{cookiecutter.module}}.v1`. One that fails ends the command, with what the server said."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

# grpc writes its own log lines to stderr, where people read ours. It reads this while it is imported.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import click
import grpc

from grpc_service.channel import open_channel
from grpc_service.rpc_error import problem_of
from {{cookiecutter.module}}.v1.greeting_service_pb2 import GetGreetingRequest
from {{cookiecutter.module}}.v1.greeting_service_pb2_grpc import GreetingServiceStub
from {{cookiecutter.module}}.version import VERSION

# It only reads, so a call that met no server is repeated.
_SAFE = ("{{cookiecutter.module}}.v1.GreetingService",)


def greeting(server: str, timeout: float, person: str) -> str:
    with _connected(server) as channel:
        request = GetGreetingRequest(name=f"greetings/{person}")
        return GreetingServiceStub(channel).GetGreeting(request, timeout=timeout).text


@contextmanager
def _connected(server: str) -> Iterator[grpc.Channel]:
    with open_channel(server, _SAFE, user_agent=f"{{cookiecutter.name}}-client/{VERSION}") as channel:
        try:
            yield channel
        except grpc.RpcError as error:
            raise click.ClickException(f"{server}: {problem_of(error).sentence}") from None
