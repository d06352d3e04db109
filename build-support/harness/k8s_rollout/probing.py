"""Probes as a kubelet makes them."""

import asyncio
import time
from collections.abc import AsyncIterator

import grpc

from grpc_service.probe import is_serving
from k8s_rollout.manifest import Probe


async def verdicts(probe: Probe, host: str) -> AsyncIterator[bool]:
    """What the probe finds, for ever: each answer that has come as often in a row as its threshold says."""
    await asyncio.sleep(probe.initial_delay)
    last, in_a_row = None, 0
    while True:
        next_time = time.monotonic() + probe.period
        answer = await ask(probe, host)
        last, in_a_row = answer, in_a_row + 1 if answer == last else 1
        if in_a_row >= (probe.success_threshold if answer else probe.failure_threshold):
            yield answer
        await asyncio.sleep(next_time - time.monotonic())


async def ask(probe: Probe, host: str) -> bool:
    """One question, on a connection of its own."""
    options = [("grpc.use_local_subchannel_pool", 1), ("grpc.enable_http_proxy", 0)]
    async with grpc.aio.insecure_channel(f"{host}:{probe.port}", options) as channel:
        try:
            return await is_serving(channel, probe.service, probe.timeout)
        except grpc.aio.AioRpcError:
            return False
