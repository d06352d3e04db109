"""What dev or prod deploys, here: pods as processes, two nodes with a ClusterIP each, and the cluster's DNS."""

import asyncio
import itertools
import json
import os
import random
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from k8s_manifests.evaluation import evaluate
from k8s_rollout.cluster_ip import cluster_ip
from k8s_rollout.container import Image
from k8s_rollout.deployment import Deployment, deployment
from k8s_rollout.endpoints import Endpoints, Lag
from k8s_rollout.headless_dns import headless_dns
from k8s_rollout.manifest import Object, service_of, workload_of
from rollout.load import Channels, Client, Metadata, Tally, long_lived, per_call
from rollout.secured import Secured
from todo_k8s.server.tokens.testing_provider import token

LAG = Lag(0.2, 2.0)
"""How late each node and the DNS learn of a change, in seconds."""

REPLICAS = 3

_EACH = 4
"""Clients of each kind."""


@dataclass
class Site:
    """`headless` and `nodes` are what channels are opened to, with tokens and under TLS if there is an `authority`."""

    deployment: Deployment
    headless: str
    nodes: Sequence[str]
    authority: bytes | None
    tally: Tally = field(default_factory=Tally)


def manifest(of: str) -> Sequence[Object]:
    """As build-support/bin/render prints it, but for the number of pods, and for ports that are free here."""
    service_port, health_port = _free_ports()
    settings = {
        "numReplicas": REPLICAS,
        "servicePort": service_port,
        "healthPort": health_port,
        "version": "1",
        "configVersion": "1",
    }
    source = f"(import 'base/all.jsonnet')((import 'shared/{of}.libsonnet') + {json.dumps(settings)})"
    found: Sequence[Object] = json.loads(
        evaluate(Path(), Path("services/todo-k8s/deploy/rollout.jsonnet"), source, {})
    )["items"]
    return found


@asynccontextmanager
async def site(
    program: Sequence[str], environment: Mapping[str, str], folder: Path, seed: int, asks: Secured | None = None
) -> AsyncIterator[Site]:
    """Pods that run the program on one store in the folder, all of them available: dev's, or prod's, which ask for
    tokens under TLS."""
    print(f"seed {seed}")
    objects = manifest("prod" if asks else "dev")
    more = asks.environment if asks else {}
    image = Image(program, {"TODO_STORE": f"sqlite:{folder}/todo.db", **more, **environment}, folder)
    endpoints = Endpoints(LAG, seed)
    nodes = [endpoints.view(), endpoints.view()]
    headless = service_of(objects, headless=True)
    names = {headless.host: endpoints.view()}
    async with AsyncExitStack() as stack:
        starting = deployment(workload_of(objects), image, endpoints, _addresses())
        running = await stack.enter_async_context(starting)
        resolver = await stack.enter_async_context(headless_dns(names))
        port = service_of(objects, headless=False).port
        at = [await stack.enter_async_context(cluster_ip(node, port, seed)) for node in nodes]
        await asyncio.sleep(LAG.most)
        yield Site(running, f"dns://{resolver}/{headless.host}:{headless.port}", at, asks.authority if asks else None)


@asynccontextmanager
async def load(at: Site, seed: int) -> AsyncIterator[Sequence[Client]]:
    """Clients of each kind at work until the end of the block."""
    async with AsyncExitStack() as stack:
        kinds: list[tuple[str, Channels]] = []
        for number in range(_EACH):
            node = at.nodes[number % len(at.nodes)]
            kinds.append(("a channel a call, ClusterIP", per_call(node, at.authority)))
            for kind, target in (("ClusterIP", node), ("headless", at.headless)):
                channels = await stack.enter_async_context(long_lived(target, at.authority))
                kinds.append((f"a long-lived channel, {kind}", channels))
        clients = [
            Client(kind, channels, at.tally, f"{seed} {n}", _metadata(at, n))
            for n, (kind, channels) in enumerate(kinds)
        ]
        working = [asyncio.create_task(client.work()) for client in clients]
        try:
            yield clients
        finally:
            for task in working:
                task.cancel()
            ends = await asyncio.gather(*working, return_exceptions=True)
        assert [end for end in ends if not isinstance(end, asyncio.CancelledError)] == []


def _metadata(at: Site, number: int) -> Metadata:
    """Each client is a user of its own."""
    return (("authorization", f"Bearer {token(f'client{number}')}"),) if at.authority else ()


def _free_ports() -> tuple[int, int]:
    with ExitStack() as stack:
        first, second = (stack.enter_context(socket.socket()) for _ in range(2))
        for each in (first, second):
            each.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


def _addresses() -> Iterator[str]:
    """Of loopback, apart from those that others use at the same time."""
    chance = random.Random(os.getpid())
    network = f"127.{chance.randrange(1, 255)}"
    return (f"{network}.{number // 250}.{number % 250 + 1}" for number in itertools.count())
