from pathlib import Path
from uuid import uuid4

import grpc
import pytest

from todo_k8s.server.testing import Client
from todo_k8s.server.testing_process import Ended, run, serving
from todo_k8s.storage.testing import ENVIRONMENT, dynamodb_local

__all__ = ["dynamodb_local"]


class Cluster:
    """A DynamoDB with no table yet, and how the command reaches it."""

    def __init__(self, endpoint: str, home: Path) -> None:
        self.store = f"dynamodb:todo-{uuid4().hex}"
        self.home = home
        self.environ = {**ENVIRONMENT, "TODO_STORE": self.store, "TODO_DYNAMODB_ENDPOINT": endpoint}

    async def run(self, *arguments: str) -> Ended:
        return await run(*arguments, home=self.home, **self.environ)


@pytest.fixture
def cluster(dynamodb_local: str, tmp_path: Path) -> Cluster:
    return Cluster(dynamodb_local, tmp_path)


async def test_a_table_is_made_once_and_described(cluster: Cluster) -> None:
    missing = await cluster.run("table", "describe")
    assert missing.code == 2 and "table create" in missing.err
    for _ in range(2):
        made = await cluster.run("table", "create")
        assert made == Ended(0, f"{cluster.store} is there, and is as it should be\n", "")
    assert await cluster.run("table", "describe") == Ended(0, f"{cluster.store} is as it should be\n", "")


async def test_a_server_without_its_table_is_alive_and_gets_ready_once_it_is_made(cluster: Cluster) -> None:
    async with serving(cluster.home, **cluster.environ) as (_, address):
        assert (await cluster.run("healthcheck", "--server", address, "--service", "")).code == 0
        assert (await cluster.run("healthcheck", "--server", address)).code == 1
        await cluster.run("table", "create")
        for _ in range(30):
            if (await cluster.run("healthcheck", "--server", address)).code == 0:
                break
        async with grpc.aio.insecure_channel(address) as channel:
            made = await Client(channel).new_list()
            assert (await Client(channel).new_task(made)).title == "milk"


async def test_a_dynamodb_that_is_not_there_is_told(tmp_path: Path) -> None:
    environ = {**ENVIRONMENT, "TODO_STORE": "dynamodb:todo", "TODO_DYNAMODB_ENDPOINT": "http://127.0.0.1:9"}
    ended = await run("table", "describe", home=tmp_path, **environ)
    assert ended.code == 1 and ended.err.startswith("dynamodb:todo could not be asked: ")
