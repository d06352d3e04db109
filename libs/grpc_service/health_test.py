import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import grpc
import pytest
from grpc_health.v1.health import aio as grpc_health

from grpc_service.health import Readiness
from grpc_service.library import LibraryServices
from grpc_service.probe import is_serving


class Store:
    def __init__(self) -> None:
        self.answers = False
        self.hangs = False
        self.pinged = asyncio.Event()

    async def ping(self) -> None:
        self.pinged.set()
        if self.hangs:
            await asyncio.sleep(60)
        if not self.answers:
            raise ConnectionError("no table")


@asynccontextmanager
async def served(health: grpc_health.HealthServicer) -> AsyncIterator[grpc.aio.Channel]:
    server = grpc.aio.server()
    server.add_generic_rpc_handlers([LibraryServices("shop").handler("grpc.health.v1.Health", health)])
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield channel
    await server.stop(None)


async def test_readiness_follows_the_store_and_liveness_does_not(caplog: pytest.LogCaptureFixture) -> None:
    store, health = Store(), grpc_health.HealthServicer()
    readiness = Readiness(health, ["shop.Door"], store.ping)
    await readiness.set(False)
    async with served(health) as channel:

        async def alive_and_ready() -> list[bool]:
            return [await is_serving(channel, name, timeout=30) for name in ("", "shop.Door")]

        async def after_pings() -> list[bool]:
            for _ in range(3):
                store.pinged.clear()
                await store.pinged.wait()
            return await alive_and_ready()

        assert await alive_and_ready() == [True, False]
        following = asyncio.create_task(readiness.follow(every=0.001, timeout=0.05))
        store.answers = True
        assert await after_pings() == [True, True]
        store.answers = False
        assert await after_pings() == [True, False]
        store.answers = True
        assert await after_pings() == [True, True]
        store.hangs = True
        assert await after_pings() == [True, False]
        following.cancel()
    assert "no table" in caplog.text


async def test_a_service_that_is_not_there_is_not_ready() -> None:
    async with served(grpc_health.HealthServicer()) as channel:
        assert not await is_serving(channel, "shop.Window", timeout=30)
