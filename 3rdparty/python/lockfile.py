from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@dataclass(frozen=True)
class Locked:
    """One entry of a lock file in pip's format: a release, and the hashes of its files."""

    name: str
    version: str
    hashes: tuple[str, ...]


def requirements(path: Path) -> tuple[Requirement, ...]:
    """What a requirements file asks for, without its options and comments."""
    lines = (line.partition(" #")[0].strip() for line in path.read_text().splitlines())
    return tuple(Requirement(line) for line in lines if line and not line.startswith(("#", "-")))


def constraints(path: Path) -> tuple[Path, ...]:
    """The lock files that a requirements file must agree with (`-c FILE`)."""
    lines = path.read_text().splitlines()
    return tuple(path.parent / line.removeprefix("-c ").strip() for line in lines if line.startswith("-c "))


def locked(path: Path) -> Mapping[str, tuple[Locked, ...]]:
    """The entries of a lock file by canonical name; markers may give one name several releases."""
    found: dict[str, tuple[Locked, ...]] = {}
    for entry in _entries(path.read_text()):
        found[entry.name] = (*found.get(entry.name, ()), entry)
    return found


def _entries(text: str) -> Iterator[Locked]:
    for line in text.replace("\\\n", "").splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        requirement, *hashes = line.split("--hash=")
        name, _, version = requirement.partition(";")[0].partition("==")
        yield Locked(canonicalize_name(name), version.strip(), tuple(value.strip() for value in hashes))
