"""Where the CPU of a read goes: what the service does for it, layer upon layer, in turn."""

from collections.abc import AsyncIterator, Iterator, Sequence

from todo_benchmarks.compare import Contestant, Sizes, rounds
from todo_benchmarks.contestants import TABLE, reading, service
from todo_benchmarks.lists import service_lists
from todo_benchmarks.load import Work
from todo_benchmarks.names import DYNAMODB_LOCAL
from todo_benchmarks.requests import GET, LIST, PAGE, get_request, list_request
from todo_benchmarks.samples import Sample, by_kind, cpu_ratio, medians
from todo_benchmarks.tables import created

LAYERS = (
    "gRPC alone",
    "and the signed requests, one after the other",
    "the same, at once",
    "and the engine, with items made of the answers",
    "and the service's own work",
    "all of it: the service",
)


async def on_dynamodb(endpoint: str, sizes: Sizes) -> AsyncIterator[Sample]:
    await (await created(TABLE, endpoint)).close()
    with service(f"dynamodb:{TABLE}", endpoint) as whole:
        task = (await service_lists(whole.address, 1)).tasks[0]
        with reading("layers", endpoint, task) as server:
            contestants = [
                Contestant(name, server, _works(task, "/layers/Get", "/layers/List", str(number)))
                for number, name in enumerate(LAYERS[:-1])
            ]
            contestants.append(Contestant(LAYERS[-1], whole, _works(task, GET, LIST)))
            async for sample in rounds(DYNAMODB_LOCAL, contestants, sizes):
                yield sample


def _works(task: str, get: str, listing: str, number: str = "") -> Sequence[Work]:
    requests = get_request(task), list_request(task.partition("/tasks/")[0])
    return (
        Work("Get", get + number, lambda _client: requests[0]),
        Work(f"List {PAGE}", listing + number, lambda _client: requests[1]),
    )


def table(samples: Sequence[Sample]) -> Iterator[str]:
    kinds = by_kind(samples)
    yield "| call | clients | layer | CPU a call, µs | of the service's |"
    yield "|---|---|---|---|---|"
    for each in medians(samples):
        whole = kinds[each.store, each.work, each.clients, LAYERS[-1]]
        share = cpu_ratio(kinds[each.kind], whole)
        yield f"| {each.work} | {each.clients} | {each.contestant} | {each.cpu_micros:,.0f} | {share} |"
