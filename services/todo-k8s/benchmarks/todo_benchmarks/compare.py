"""The service against its peers: the same calls on one DynamoDB Local, in turn, and on SQLite."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from todo_benchmarks.alike import check_reads
from todo_benchmarks.contestants import TABLE, node, reading, service, walkthrough
from todo_benchmarks.filling import fill
from todo_benchmarks.lists import peer_lists, pull_work, service_lists
from todo_benchmarks.load import Work, closed_loop
from todo_benchmarks.names import CEILING, DYNAMODB_LOCAL, NODE, SERVICE, SQLITE, WALKTHROUGH
from todo_benchmarks.processes import Server
from todo_benchmarks.samples import Sample
from todo_benchmarks.tables import created
from todo_k8s.storage.sqlite import SqliteTable


@dataclass(frozen=True, slots=True)
class Contestant:
    name: str
    server: Server
    works: Sequence[Work]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: each kind of call for so many `seconds`, by each number of `clients`, in every round, on so
    many `lists`. What is pulled are ten changes of a list with so many tasks `among` them."""

    seconds: float
    rounds: int
    clients: Sequence[int]
    lists: int
    among: int

    def __str__(self) -> str:
        """As options of the command line."""
        clients = ",".join(map(str, self.clients))
        measured = f"--seconds {self.seconds:g} --rounds {self.rounds} --clients {clients}"
        return f"{measured} --lists {self.lists} --among {self.among}"


async def on_dynamodb(endpoint: str, sizes: Sizes) -> AsyncIterator[Sample]:
    async with contestants_on(endpoint, sizes) as contestants:
        async for sample in rounds(DYNAMODB_LOCAL, contestants, sizes):
            yield sample


@asynccontextmanager
async def contestants_on(endpoint: str, sizes: Sizes) -> AsyncIterator[Sequence[Contestant]]:
    """All of them, with tasks in their tables."""
    table = await created(TABLE, endpoint)
    large = (await fill(table, sizes.among)).names[0]
    await table.close()
    with ExitStack() as stack:

        async def started(server: AbstractContextManager[Server]) -> Server:
            return await asyncio.to_thread(stack.enter_context, server)

        own = await started(service(f"dynamodb:{TABLE}", endpoint))
        lists = await service_lists(own.address, sizes.lists)
        found = [Contestant(SERVICE, own, [*lists.works(), await pull_work(own.address, large)])]
        for name, starting in ((WALKTHROUGH, walkthrough(endpoint)), (NODE, node(endpoint))):
            peer = await started(starting)
            found.append(Contestant(name, peer, (await peer_lists(peer.address, sizes.lists)).works()))
        top = await started(reading("ceiling", endpoint, lists.tasks[0]))
        await check_reads(top.address, lists.tasks[0])
        # What it answers is always the same, so it has reads alone.
        yield [*found, Contestant(CEILING, top, lists.works()[:2])]


async def on_sqlite(folder: Path, sizes: Sizes) -> AsyncIterator[Sample]:
    table = SqliteTable(folder / "todo.db")
    large = (await fill(table, sizes.among)).names[0]
    await table.close()
    with service(f"sqlite:{folder / 'todo.db'}") as server:
        lists = await service_lists(server.address, sizes.lists)
        works = [*lists.works(), await pull_work(server.address, large)]
        contestants = [Contestant(SERVICE, server, works)]
        async for sample in rounds(SQLITE, contestants, sizes):
            yield sample


async def rounds(store: str, contestants: Sequence[Contestant], sizes: Sizes) -> AsyncIterator[Sample]:
    for each in contestants:
        for work in each.works:
            # What a server compiles or fills while it is new is not what a call costs.
            await closed_loop(each.server, work, sizes.clients[-1], sizes.seconds)
    for number in range(sizes.rounds):
        for clients in sizes.clients:
            for at in range(max(len(each.works) for each in contestants)):
                asked = [each for each in contestants if at < len(each.works)]
                # In another order each time, the same in each run: nobody always comes first, or after the same one.
                order = Random(f"{number} {clients} {at}").sample(asked, len(asked))
                seen = {
                    each.name: await closed_loop(each.server, each.works[at], clients, sizes.seconds) for each in order
                }
                for each in asked:
                    yield Sample.of((store, each.works[at].name, clients, each.name), number, seen[each.name])
