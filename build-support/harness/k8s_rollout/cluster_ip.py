"""A Service's one address: each connection goes to a pod that is chosen when it is made, as kube-proxy does it."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from k8s_rollout.endpoints import View

_CHUNK_BYTES = 65_536


class _Proxy:
    def __init__(self, view: View, port: int, seed: int) -> None:
        self._view = view
        self._port = port
        self._chance = random.Random(seed)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            host = self._chance.choice(self._view.addresses)
            pod_reader, pod_writer = await asyncio.open_connection(host, self._port)
        except (IndexError, OSError):
            # No pod, or one that is gone: the client sees its connection end, as it would see it refused.
            writer.close()
            return
        await asyncio.gather(_pass_on(reader, pod_writer), _pass_on(pod_reader, writer))


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(_CHUNK_BYTES):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def cluster_ip(view: View, port: int, seed: int) -> AsyncIterator[str]:
    """HOST:PORT in front of the pods that the view knows, whose port is `port`."""
    listener = await asyncio.start_server(_Proxy(view, port, seed).serve, "127.0.0.1", 0)
    host, own_port = listener.sockets[0].getsockname()
    try:
        yield f"{host}:{own_port}"
    finally:
        listener.close()
