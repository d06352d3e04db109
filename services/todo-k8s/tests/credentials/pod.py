"""The server as a pod runs it: with a role instead of keys, and AWS where the stand-in has it."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import grpc
from todo.v1.task_list_service_pb2 import ListTaskListsRequest
from todo.v1.task_list_service_pb2_grpc import TaskListServiceStub

from credentials.stand_in import ROLE, StandIn
from grpc_service.probe import is_serving
from pexes import Server, run_server, server
from todo_k8s.storage.testing import ENVIRONMENT

READY = "todo.v1.TaskService"
ALIVE = ""
BOUND_SECONDS = 30.0
"""No wait takes longer, by the test's clock."""


def role_by(source: str, aws: StandIn, folder: Path) -> Mapping[str, str]:
    """The environment of a pod whose role comes by `instance-metadata`, `kube2iam`, `container` or `web-identity`."""
    common = {
        "AWS_REGION": "us-east-1",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_ENDPOINT_URL_DYNAMODB": aws.endpoint,
    }
    if source == "container":
        return common | {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{aws.endpoint}/credentials"}
    if source == "web-identity":
        token = folder / "token"
        token.write_text("token")
        return common | {
            "AWS_ENDPOINT_URL_STS": aws.endpoint,
            "AWS_ROLE_ARN": ROLE,
            "AWS_WEB_IDENTITY_TOKEN_FILE": str(token),
        }
    aws.tokens = source == "instance-metadata"
    return common | {"AWS_EC2_METADATA_SERVICE_ENDPOINT": aws.endpoint}


def create_table(endpoint: str) -> str:
    """The store with a new, empty table."""
    store = f"dynamodb:test-{uuid4()}"
    run_server("table", "create", "--store", store, "--dynamodb-endpoint", endpoint, extra=ENVIRONMENT)
    return store


@contextmanager
def pod(source: str, aws: StandIn, store: str, folder: Path) -> Iterator[Server]:
    """A server with a role from the source."""
    with server(folder / "log", "--store", store, extra=role_by(source, aws, folder)) as running:
        yield running


@dataclass(frozen=True)
class Probes:
    channel: grpc.aio.Channel
    lives: set[bool]

    async def is_ready(self) -> bool:
        return await is_serving(self.channel, READY, 5)

    async def until_ready(self, expected: bool) -> float:
        """After how many seconds the server says so; fails after half a minute."""
        started = time.monotonic()
        while await self.is_ready() is not expected:
            assert time.monotonic() < started + BOUND_SECONDS, f"not {'ready' if expected else 'unready'} in time"
            await asyncio.sleep(0.05)
        return time.monotonic() - started

    async def call(self, timeout: float = 10) -> grpc.StatusCode:
        """What becomes of a call that asks the store."""
        try:
            await TaskListServiceStub(self.channel).ListTaskLists(ListTaskListsRequest(), timeout=timeout)
        except grpc.aio.AioRpcError as error:
            return error.code()
        return grpc.StatusCode.OK


@asynccontextmanager
async def probed(running: Server) -> AsyncIterator[Probes]:
    """Asks all the while whether the server is alive. `lives` are the answers."""
    async with grpc.aio.insecure_channel(running.address, [("grpc.enable_retries", 0)]) as channel:
        probes = Probes(channel, set())

        async def watch() -> None:
            while True:
                probes.lives.add(await is_serving(channel, ALIVE, 5))
                await asyncio.sleep(0.05)

        watching = asyncio.create_task(watch())
        try:
            yield probes
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
