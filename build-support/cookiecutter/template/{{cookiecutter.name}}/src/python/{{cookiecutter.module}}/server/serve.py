"""Runs the server as the settings say."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from grpc_service import serving
from grpc_service.handlers import Rules, service_handler
from grpc_service.lifecycle import Served
from grpc_service.server_settings import ServerSettings
from {{cookiecutter.module}}.server.errors import DOMAIN, to_problem
from {{cookiecutter.module}}.server.greetings import GreetingServicer
from {{cookiecutter.module}}.v1 import greeting_service_pb2

GREETING_SERVICE = greeting_service_pb2.DESCRIPTOR.services_by_name["GreetingService"]


def run(settings: ServerSettings) -> None:
    """Returns when it was drained. Raises BindError."""
    serving.run(
        settings,
        DOMAIN,
        opened,
        lambda address: [f"try: {{cookiecutter.name}}-client.pex --server {address.reachable} greet Ann"],
    )


@asynccontextmanager
async def opened() -> AsyncIterator[Served]:
    """What needs closing, a store for instance, is opened here and closed behind the `yield`."""
    handlers = [service_handler(GREETING_SERVICE, GreetingServicer(), Rules(DOMAIN, to_problem))]
    yield Served(handlers, [GREETING_SERVICE.full_name], _ping)


async def _ping() -> None:
    """Readiness: asks the store, once there is one. Nothing that this service needs can be away."""
