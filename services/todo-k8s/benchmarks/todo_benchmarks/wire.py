"""What a call costs before it does any work: the parts of our handlers beside bare grpc.aio.

./pants run services/todo-k8s/benchmarks:wire
"""

import statistics
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import click
import uvloop

from todo_benchmarks.load import Work, closed_loop
from todo_benchmarks.processes import PYTHON, Server, module, serving

OURS = "/test.Echo/Say"


@dataclass(frozen=True, slots=True)
class Started:
    """What `peers.echo` is started with. Parts that have it alike share a process: no two are equally quick."""

    log_level: str = "warning"
    experiments: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    method: str
    server: Started = Started()


PARTS = (
    Part("bare grpc.aio", "/bare/Given"),
    Part("the request read by the handler", "/bare/Read"),
    Part("and `asyncio.timeout` around it", "/bare/Timed"),
    Part("our handler", OURS),
    Part("and a line of the access log", OURS, Started(log_level="info")),
    Part("bare, without `event_engine_listener`", "/bare/Given", Started(experiments="-event_engine_listener")),
)


async def measured(clients: int, seconds: float, rounds: int) -> Mapping[str, Sequence[float]]:
    """CPU of the server's process for a call, in microseconds, by part and round; all parts in turn in each round."""
    found: dict[str, list[float]] = {part.name: [] for part in PARTS}
    with ExitStack() as stack:
        servers = {part.server: _started(stack, part.server) for part in PARTS}
        for number in range(rounds + 1):
            for part in PARTS:
                server = servers[part.server]
                seen = await closed_loop(server, Work(part.name, part.method, lambda _client: b""), clients, seconds)
                if seen.failed:
                    raise RuntimeError(f"{part.name}: {dict(seen.failed)}")
                # The first round is for what a process does once.
                if number:
                    found[part.name].append(seen.cpu_micros())
    return found


def _started(stack: ExitStack, wanted: Started) -> Server:
    command = module("todo_benchmarks.peers.echo", "--log-level", wanted.log_level)
    return stack.enter_context(serving(command, {**PYTHON, "GRPC_EXPERIMENTS": wanted.experiments}))


def table(found: Mapping[str, Sequence[float]]) -> str:
    bare = found[PARTS[0].name]
    lines = ["| around an empty method | µs a call | of bare grpc.aio |", "|---|---|---|"]
    for name, micros in found.items():
        ratio = statistics.median(each / of for each, of in zip(micros, bare, strict=True))
        lines.append(f"| {name} | {statistics.median(micros):.0f} | {ratio:.2f} |")
    return "\n".join(lines)


@click.command()
@click.option("--clients", default=8, show_default=True)
@click.option("--seconds", default=0.1, show_default=True, help="Of each stretch; short ones, in turn, bear noise.")
@click.option("--rounds", default=60, show_default=True)
def main(clients: int, seconds: float, rounds: int) -> None:
    """Prints the table."""
    click.echo(table(uvloop.run(measured(clients, seconds, rounds))))


if __name__ == "__main__":
    main()
