from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from lockfile import constraints, locked, requirements

FOLDER = Path(__file__).parent
# What ./pants makes its own environment from is locked in the same way.
FOLDERS = (FOLDER, FOLDER.parents[1] / "build-support/pants")
REMAKE = "To fix, run build-support/bin/generate_lockfiles."
FAMILY = ("grpcio", "grpcio-health-checking", "grpcio-reflection", "grpcio-status", "grpcio-tools")


def lock_of(requirements_file: Path) -> Path:
    """`requirements.txt` is locked in a file named for its folder, `x-requirements.txt` in `x.lock`."""
    stem = requirements_file.stem.removesuffix("requirements").removesuffix("-") or FOLDER.name
    return requirements_file.with_name(f"{stem}.lock")


PAIRS = [(path, lock_of(path)) for folder in FOLDERS for path in sorted(folder.glob("*requirements.txt"))]
LOCKS = sorted(lock for folder in FOLDERS for lock in folder.glob("*.lock"))


def versions(lock: Path, name: str) -> set[str]:
    return {entry.version for entry in locked(lock).get(canonicalize_name(name), ())}


def test_each_lock_has_its_requirements() -> None:
    assert sorted(lock for _, lock in PAIRS) == LOCKS, REMAKE


@pytest.mark.parametrize(("path", "lock"), PAIRS, ids=lambda path: str(path.name))
def test_a_lock_meets_what_is_required(path: Path, lock: Path) -> None:
    unmet = [
        str(requirement)
        for requirement in requirements(path)
        if not versions(lock, requirement.name)
        or not all(requirement.specifier.contains(version) for version in versions(lock, requirement.name))
    ]
    assert unmet == [], f"{lock.name} is stale. {REMAKE}"


@pytest.mark.parametrize(("path", "lock"), PAIRS, ids=lambda path: str(path.name))
def test_a_lock_agrees_with_the_locks_that_constrain_it(path: Path, lock: Path) -> None:
    differing = [
        f"{name}: {lock.name} and {other.name}"
        for other in constraints(path)
        for name in locked(lock).keys() & locked(other).keys()
        if versions(lock, name) != versions(other, name)
    ]
    assert differing == [], REMAKE


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: str(path.name))
def test_every_locked_file_is_known_by_its_hash(lock: Path) -> None:
    entries = [entry for entries in locked(lock).values() for entry in entries]
    assert entries
    assert [entry for entry in entries if not entry.hashes] == []
    hashes = [value for entry in entries for value in entry.hashes]
    assert [value for value in hashes if not re.fullmatch(r"sha256:[0-9a-f]{64}", value)] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: str(path.name))
def test_a_lock_names_no_host(lock: Path) -> None:
    assert re.findall(r"(?m)\w+://.*|^-.*", lock.read_text()) == []


def test_the_grpc_family_is_at_one_release() -> None:
    found = {(name, version) for lock in LOCKS for name in FAMILY for version in versions(lock, name)}
    assert {name for name, _ in found} == set(FAMILY)
    assert len({version for _, version in found}) == 1, sorted(found)


def test_the_protobuf_compiler_and_the_runtime_are_at_one_release() -> None:
    assert len({version for lock in LOCKS for version in versions(lock, "protobuf")}) == 1
