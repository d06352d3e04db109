import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from k8s_rollout.cluster_ip import cluster_ip
from k8s_rollout.endpoints import View
from k8s_rollout.testing import addresses


@asynccontextmanager
async def pods(number: int) -> AsyncIterator[tuple[list[str], int]]:
    """Their addresses and their port; each answers what it is told with its address."""

    async def say_who(reader: StreamReader, writer: StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(writer.get_extra_info("sockname")[0].encode() + b" " + line)
        writer.close()

    hosts = [address for _, address in zip(range(number), addresses(), strict=False)]
    first = await asyncio.start_server(say_who, hosts[0], 0)
    port = first.sockets[0].getsockname()[1]
    listeners = [first, *[await asyncio.start_server(say_who, host, port) for host in hosts[1:]]]
    yield hosts, port
    for listener in listeners:
        listener.close()


async def call(connection: tuple[StreamReader, StreamWriter]) -> str:
    """The address of the pod at its end; empty where there is none."""
    reader, writer = connection
    writer.write(b"hello\n")
    try:
        answer = (await reader.readline()).decode()
    except ConnectionResetError:
        return ""
    assert answer in ("", f"{answer.partition(' ')[0]} hello\n")
    return answer.partition(" ")[0]


async def connect(address: str) -> tuple[StreamReader, StreamWriter]:
    host, _, port = address.partition(":")
    return await asyncio.open_connection(host, int(port))


async def test_connections_go_to_all_pods_that_are_known_and_stay_where_they_are() -> None:
    print("seed 1")
    async with pods(3) as (hosts, port):
        view = View(hosts[:2])
        async with cluster_ip(view, port, seed=1) as address:
            before = [await connect(address) for _ in range(20)]
            at = [await call(each) for each in before]
            assert set(at) == set(hosts[:2])
            view.addresses = (hosts[2],)
            after = [await connect(address) for _ in range(20)]
            assert {await call(each) for each in after} == {hosts[2]}
            assert [await call(each) for each in before] == at
            for _, writer in before + after:
                writer.close()


async def test_without_a_pod_a_connection_ends_at_once() -> None:
    async with pods(1) as (hosts, port):
        for view in (View([]), View(["127.0.0.99"])):
            async with cluster_ip(view, port, seed=1) as address:
                assert await call(await connect(address)) == ""
