"""Measures the service beside its peers and prints the tables.

./pants run services/todo-k8s/benchmarks:benchmarks -- compare layers growth quota capacity
"""

import os
import tempfile
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import click
import uvloop

from todo_benchmarks import capacity, chart, compare, growth, layers, quota, results, starts
from todo_benchmarks.compare import Sizes
from todo_benchmarks.machine import Machine, this_machine
from todo_benchmarks.names import DYNAMODB_LOCAL
from todo_benchmarks.processes import INTERPRETER
from todo_benchmarks.samples import Sample, medians
from todo_k8s.storage.testing import ENVIRONMENT, running

DOCUMENTS = Path("docs/benchmarks")
MEMORY = Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class Run:
    """What one command is asked for."""

    sizes: Sizes
    python: str
    out: Path
    machine: Machine

    def tell(self, name: str, found: Iterable[object], options: str = "") -> None:
        """Keeps what was found and prints it."""
        python = f"--python {self.python}" if self.python else ""
        command = " ".join(filter(None, [str(self.sizes), python, name, options]))
        results.keep(self.out, name, command, self.machine, found)
        click.echo(results.section_text(name, self.out))


@click.group(chain=True)
@click.option("--seconds", default=2.0, show_default=True, help="How long each kind of call is made at a time.")
@click.option("--rounds", default=3, show_default=True, help="How often all is measured; medians are shown.")
@click.option("--clients", default="1,8,64", show_default=True, help="How many call at once.")
@click.option("--lists", default=16, show_default=True, help="How many lists they call about.")
@click.option("--among", default=10_000, show_default=True, help="How many tasks are in the list that is pulled.")
@click.option(
    "--python", default="", help="What servers in Python run on, such as /usr/bin/python3.11; else the program's own."
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=DOCUMENTS, show_default=True)
@click.pass_context
def cli(
    context: click.Context, seconds: float, rounds: int, clients: str, lists: int, among: int, python: str, out: Path
) -> None:
    """Measures what calls cost, by one command or several in turn. Figures go into files below --out, tables to
    stdout."""
    os.environ.update({**ENVIRONMENT, **({INTERPRETER: python} if python else {})})
    sizes = Sizes(seconds, rounds, tuple(map(int, clients.split(","))), lists, among)
    context.obj = Run(sizes, python, out, this_machine())


@cli.command(name="compare")
@click.option("--starts", default=1, show_default=True, help="How often all rounds are made, by new processes.")
@click.pass_obj
def compare_all(run: Run, starts: int) -> None:
    """The service, the walkthrough's shape, Node and the ceiling: the same calls."""
    found: list[Sample] = []
    for start in range(starts):
        with running() as endpoint, tempfile.TemporaryDirectory() as folder:
            here = _collected(compare.on_dynamodb(endpoint, run.sizes))
            here += _collected(compare.on_sqlite(Path(folder), run.sizes))
        found += (replace(each, round=each.round + start * run.sizes.rounds) for each in here)
    run.tell("compare", found, f"--starts {starts}")
    on_dynamodb = [each for each in medians(found) if each.store == DYNAMODB_LOCAL]
    (run.out / "compare.svg").write_bytes(chart.svg(on_dynamodb, run.sizes.clients[-1]))


@cli.command(name="layers")
@click.pass_obj
def layers_of_reads(run: Run) -> None:
    """Where the CPU of a Get and of a List goes, layer upon layer."""
    with running() as endpoint:
        run.tell("layers", _collected(layers.on_dynamodb(endpoint, run.sizes)))


@cli.command(name="growth")
@click.option("--most", default=1_000_000, show_default=True, help="The greatest number of tasks.")
@click.pass_obj
def growth_of_all(run: Run, most: int) -> None:
    """The service as one user's tasks grow, with the middle one of the numbers of clients."""
    sizes = replace(run.sizes, clients=(run.sizes.clients[len(run.sizes.clients) // 2],))
    counts = [each for each in growth.COUNTS if each <= most]
    # DynamoDB Local writes its file without end; where memory can hold it, the disk does not slow it down.
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        found = _collected(growth.on_dynamodb(Path(folder), sizes, counts))
    with tempfile.TemporaryDirectory() as folder:
        found += _collected(growth.on_sqlite(Path(folder), sizes, counts))
    run.tell("growth", found, f"--most {most}")


@cli.command(name="quota")
@click.pass_obj
def held_by_all(run: Run) -> None:
    """The calls a second that each server holds on 0.3 CPU; as root on Linux."""
    try:
        with running() as endpoint:
            found = uvloop.run(quota.held(endpoint, run.sizes))
    except PermissionError as error:
        raise click.ClickException(f"{error}. To fix, run it as root, outside of a container.") from error
    run.tell("quota", ({"work": work, "server": name, "held": rate} for (work, name), rate in found.items()))


@cli.command(name="capacity")
@click.pass_obj
def units_of_all(run: Run) -> None:
    """The capacity units that a call takes, as DynamoDB Local counts them."""
    with running() as endpoint:
        found = uvloop.run(capacity.used(endpoint, run.sizes))
    run.tell("capacity", ({"work": work, "server": name, "units": used} for (work, name), used in found.items()))


@cli.command(name="start")
@click.option("--times", default=15, show_default=True, help="How often each is started; medians are shown.")
@click.option("--image", default="", help="The service's image, to start the server in it too; as root.")
@click.pass_obj
def start_of_all(run: Run, times: int, image: str) -> None:
    """Starts of client and server, and rebuilds after a change of a line; of what is committed here."""
    with running() as endpoint, tempfile.TemporaryDirectory() as folder:
        found = starts.all_of(Path(folder), endpoint, image, times)
    run.tell("start", found, f"--times {times}{f' --image {image}' if image else ''}")


@cli.command(name="page")
@click.pass_obj
def page_of_all(run: Run) -> None:
    """Writes the page of what was found so far."""
    results.write_page(run.out)


def _collected(samples: AsyncIterator[Sample]) -> list[Sample]:
    async def all_of() -> list[Sample]:
        return [each async for each in samples]

    return uvloop.run(all_of())


if __name__ == "__main__":
    cli()
