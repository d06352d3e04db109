"""Asks a server about its health, as a kubelet does."""

import grpc
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse


async def is_serving(channel: grpc.aio.Channel, service: str, timeout: float) -> bool:
    """Whether the named service is ready; with `""`, whether the server is alive. False for a service it does not have.

    Raises `grpc.aio.AioRpcError` where nobody answers within `timeout` seconds.
    """
    check = channel.unary_unary(
        "/grpc.health.v1.Health/Check",
        request_serializer=HealthCheckRequest.SerializeToString,
        response_deserializer=HealthCheckResponse.FromString,
    )
    try:
        response = await check(HealthCheckRequest(service=service), timeout=timeout)
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.NOT_FOUND:
            return False
        raise
    return response.status == HealthCheckResponse.SERVING
