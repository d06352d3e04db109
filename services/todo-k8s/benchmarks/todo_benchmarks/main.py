"""Measures the service beside its peers and prints the tables.

./pants run services/todo-k8s/benchmarks -- compare
"""

import os
import platform
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path

import click
import orjson
import uvloop

from todo_benchmarks import capacity, chart, compare, growth, quota, report
from todo_benchmarks.compare import Sizes
from todo_benchmarks.samples import Sample, medians
from todo_k8s.storage.testing import ENVIRONMENT, running

DOCUMENTS = Path("docs/benchmarks")


@click.group()
@click.option("--seconds", default=2.0, show_default=True, help="How long each kind of call is made at a time.")
@click.option("--rounds", default=3, show_default=True, help="How often all is measured; medians are shown.")
@click.option("--clients", default="1,8,64", show_default=True, help="How many call at once.")
@click.option("--lists", default=16, show_default=True, help="How many lists they call about.")
@click.option("--among", default=10_000, show_default=True, help="How many tasks are in the list that is pulled.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=DOCUMENTS, show_default=True)
@click.pass_context
def cli(context: click.Context, seconds: float, rounds: int, clients: str, lists: int, among: int, out: Path) -> None:
    """Measures what calls cost. Figures go into files below --out, tables to stdout."""
    os.environ.update(ENVIRONMENT)
    context.obj = Sizes(seconds, rounds, tuple(map(int, clients.split(","))), lists, among), out


@cli.command(name="compare")
@click.pass_obj
def compare_all(options: tuple[Sizes, Path]) -> None:
    """The service, the walkthrough's shape, Node and the ceiling: the same calls."""
    sizes, out = options
    with running() as endpoint, tempfile.TemporaryDirectory() as folder:
        found = _collected(compare.on_dynamodb(endpoint, sizes)) + _collected(compare.on_sqlite(Path(folder), sizes))
    _keep(out / "compare.json", found)
    on_dynamodb = [each for each in found if each.store == compare.DYNAMODB_LOCAL]
    (out / "compare.svg").write_bytes(chart.svg(on_dynamodb, sizes.clients[-1]))
    _print(report.figures(found), report.ratios(found))


@cli.command(name="growth")
@click.option("--most", default=1_000_000, show_default=True, help="The greatest number of tasks.")
@click.pass_obj
def growth_of_all(options: tuple[Sizes, Path], most: int) -> None:
    """The service as one user's tasks grow."""
    sizes, out = options
    counts = [each for each in growth.COUNTS if each <= most]
    with running() as endpoint, tempfile.TemporaryDirectory() as folder:
        found = _collected(growth.on_dynamodb(endpoint, sizes, counts))
        found += _collected(growth.on_sqlite(Path(folder), sizes, counts))
    _keep(out / "growth.json", found)
    _print(report.figures(found))


@cli.command(name="quota")
@click.pass_obj
def held_by_all(options: tuple[Sizes, Path]) -> None:
    """The calls a second that each server holds on 0.3 CPU; as root on Linux."""
    sizes, out = options
    with running() as endpoint:
        found = uvloop.run(quota.held(endpoint, sizes))
    _keep(out / "quota.json", [{"work": work, "server": name, "held": rate} for (work, name), rate in found.items()])
    _print(report.held(found))


@cli.command(name="capacity")
@click.pass_obj
def units_of_all(options: tuple[Sizes, Path]) -> None:
    """The capacity units that a call takes, as DynamoDB Local counts them."""
    sizes, out = options
    with running() as endpoint:
        found = uvloop.run(capacity.used(endpoint, sizes))
    _keep(
        out / "capacity.json", [{"work": work, "server": name, "units": used} for (work, name), used in found.items()]
    )
    _print(report.units(found))


def _collected(samples: AsyncIterator[Sample]) -> list[Sample]:
    async def all_of() -> list[Sample]:
        return [each async for each in samples]

    return medians(uvloop.run(all_of()))


def _keep(path: Path, found: Sequence[object]) -> None:
    machine = {"python": platform.python_version(), "cpus": os.cpu_count(), "load": os.getloadavg()}
    content = {"machine": machine, "found": found}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _print(*tables: Iterable[str]) -> None:
    for table in tables:
        click.echo("\n".join(table) + "\n")


if __name__ == "__main__":
    cli()
