"""`healthcheck`: asks a server as a kubelet does."""

import asyncio

import grpc

from grpc_service.probe import is_serving

_SECONDS = 3.0


def check(server: str, service: str) -> tuple[bool, str]:
    """Whether the service is ready there, and a sentence about it."""
    return asyncio.run(_check(server, service))


async def _check(server: str, service: str) -> tuple[bool, str]:
    name = service or "the server"
    # A proxy of the environment is not for one's own health.
    async with grpc.aio.insecure_channel(server, options=[("grpc.enable_http_proxy", 0)]) as channel:
        try:
            ready = await is_serving(channel, service, _SECONDS)
        except grpc.aio.AioRpcError as error:
            return False, f"nobody answers at {server}: {error.code().name}: {error.details()}"
    return ready, f"{name} at {server} is {'healthy' if ready else 'not healthy'}"
