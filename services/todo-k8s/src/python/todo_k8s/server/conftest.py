from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from todo_k8s.server.testing import Client, FaultyTable, sqlite_client


@pytest_asyncio.fixture
async def service(tmp_path: Path) -> AsyncIterator[tuple[Client, FaultyTable]]:
    async with sqlite_client(tmp_path) as pair:
        yield pair


@pytest_asyncio.fixture
async def client(service: tuple[Client, FaultyTable]) -> Client:
    return service[0]


@pytest_asyncio.fixture
async def table(service: tuple[Client, FaultyTable]) -> FaultyTable:
    return service[1]
