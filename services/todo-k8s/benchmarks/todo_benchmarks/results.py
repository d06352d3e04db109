"""What was found, as JSON, and the page that is made of it: no figure there is typed by hand."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from todo_benchmarks import layers, report, starts
from todo_benchmarks.machine import Machine
from todo_benchmarks.samples import Sample
from todo_benchmarks.starting import Taken

Found: TypeAlias = Sequence[Mapping[str, Any]]
Tables: TypeAlias = Iterator[Iterable[str]]

PAGE = "results.md"
PROGRAM = "./pants run services/todo-k8s/benchmarks:benchmarks --"
_HEAD = """\
# What was measured

The benchmark wrote this page from the JSON files beside it. [README.md](README.md) says what is measured, and how.
Figures are medians over the rounds; behind a ratio stand the least and the greatest that a round had.
Whether a goal is met goes by the figure before it is rounded."""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    tables: Callable[[Found], Tables]
    plot: str = ""


def _compared(found: Found) -> Tables:
    samples = [Sample(**each) for each in found]
    yield report.ratios(samples)
    yield report.figures(samples)


def _grown(found: Found) -> Tables:
    samples = [Sample(**each) for each in found]
    yield report.growth(samples)
    yield report.figures(samples)


def _held(found: Found) -> Tables:
    yield report.held(found)


def _units(found: Found) -> Tables:
    yield report.units(found)


def _started(found: Found) -> Tables:
    yield starts.table([Taken(**each) for each in found])


def _layered(found: Found) -> Tables:
    yield layers.table([Sample(**each) for each in found])


SECTIONS: Mapping[str, Section] = {
    "compare": Section("Beside the peers", _compared, "![CPU a call](compare.svg)"),
    "layers": Section("Where the CPU of a read goes", _layered),
    "growth": Section("As one user's tasks grow", _grown),
    "quota": Section("Within a container's limit", _held),
    "capacity": Section("Capacity units", _units),
    "start": Section("Starts and rebuilds", _started),
}
"""By command, whose name is also that of the file."""


def keep(folder: Path, name: str, command: str, machine: Machine, found: Iterable[object]) -> None:
    """Writes what the command found, one line each, and the page anew."""
    about = msgspec.json.encode({"command": command, "machine": machine})
    lines = b",\n".join(map(msgspec.json.encode, found))
    folder.mkdir(parents=True, exist_ok=True)
    _file(folder, name).write_bytes(b'%s,\n"found": [\n%s\n]}\n' % (about.removesuffix(b"}"), lines))
    write_page(folder)


def write_page(folder: Path) -> None:
    (folder / PAGE).write_text(page(folder))


def page(folder: Path) -> str:
    """Of all that was found so far."""
    parts = [section_text(each, folder) for each in SECTIONS if _file(folder, each).exists()]
    return "\n\n".join([_HEAD, *parts]) + "\n"


def section_text(name: str, folder: Path) -> str:
    section, content = SECTIONS[name], msgspec.json.decode(_file(folder, name).read_bytes())
    about = f"By `{PROGRAM} {content['command']}` {Machine(**content['machine'])}."
    tables = ["\n".join(table) for table in section.tables(content["found"])]
    return "\n\n".join(filter(None, [f"## {section.title}", about, section.plot, *tables]))


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"
