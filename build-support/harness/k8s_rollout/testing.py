"""What the tests of the harness share: pods of a server that has nothing but its health."""

import asyncio
import itertools
import os
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from k8s_rollout.container import Image
from k8s_rollout.manifest import Container, Probe, Workload
from k8s_rollout.testing_server import SERVICE


def workload(replicas: int = 1) -> Workload:
    """Pods that are asked ten times a second, and have two seconds to end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    question = Probe(port, "", 0, 0.1, 10, 3, 1)
    container = Container(
        command=("/server",),
        environment={"LISTEN": f"0.0.0.0:{port}"},
        startup=replace(question, failure_threshold=300),
        readiness=replace(question, service=SERVICE),
        liveness=question,
    )
    return Workload(container, replicas, max_surge=1, max_unavailable=0, grace=2)


def image(how: str, logs: Path) -> Image:
    """A testing_server of that kind."""
    program = [sys.executable, "-m", "k8s_rollout.testing_server", how]
    return Image(program, {"PYTHONPATH": os.pathsep.join(sys.path)}, logs)


async def until(happened: Callable[[], bool]) -> None:
    """Fails where it does not happen within a minute."""
    async with asyncio.timeout(60):
        while True:
            if happened():
                return
            await asyncio.sleep(0.005)


def addresses() -> Iterator[str]:
    """Of loopback, apart from those of other runs."""
    return (f"127.{1 + os.getpid() % 250}.255.{number}" for number in itertools.count(1))
