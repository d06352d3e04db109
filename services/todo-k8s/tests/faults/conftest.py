"""One server for all tests of a module: what one fault leaves behind, the next one would show."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from faults.service import Service, service

SEED = 20261122


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def todo(dynamodb_local: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with service(dynamodb_local, tmp_path_factory.mktemp("server"), SEED) as running:
        yield running
