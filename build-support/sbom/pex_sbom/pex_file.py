"""What a pex carries, by its PEX-INFO and the metadata of its wheels."""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from packaging.metadata import RawMetadata, parse_email
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

_DEPS = ".deps"


@dataclass(frozen=True)
class Distribution:
    """`licences` as its metadata declares them: SPDX expressions, names, or none. `needs` are canonical names."""

    name: str
    version: str
    licences: tuple[str, ...]
    needs: frozenset[str]


@dataclass(frozen=True)
class Pex:
    name: str
    sha256: str
    needs: frozenset[str]
    distributions: tuple[Distribution, ...]


def read_pex(path: Path) -> Pex:
    """Raises OSError for what is not there, and ValueError for what is no zipped pex."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if not zipfile.is_zipfile(path):
        raise ValueError(f"{path} is no zipped pex")
    with zipfile.ZipFile(path) as file:
        if "PEX-INFO" not in file.namelist():
            raise ValueError(f"{path} has no PEX-INFO, so it is no pex")
        info = json.loads(file.read("PEX-INFO"))
        found = tuple(_distribution(wheel, _metadata(file, wheel)) for wheel in sorted(info["distributions"]))
    return Pex(path.name, digest, _names(info["requirements"]), found)


def _metadata(pex: zipfile.ZipFile, wheel: str) -> bytes:
    """Ours carry wheels as they are, in a zip within the zip."""
    with pex.open(f"{_DEPS}/{wheel}") as carried, zipfile.ZipFile(carried) as file:
        (entry,) = (each for each in file.namelist() if each.endswith(".dist-info/METADATA") and each.count("/") == 1)
        return file.read(entry)


def _distribution(wheel: str, text: bytes) -> Distribution:
    name, version, _, _ = parse_wheel_filename(wheel)
    metadata, _ = parse_email(text)
    return Distribution(name, str(version), _licences(metadata), _names(metadata.get("requires_dist", ())))


def _names(requirements: Iterable[str]) -> frozenset[str]:
    """Those that are required here, without any extra."""
    wanted = map(Requirement, requirements)
    return frozenset(
        canonicalize_name(each.name) for each in wanted if each.marker is None or each.marker.evaluate({"extra": ""})
    )


def _licences(metadata: RawMetadata) -> tuple[str, ...]:
    """The expression (PEP 639), else the older field, unless that is a whole licence text, else the classifiers."""
    if expression := metadata.get("license_expression"):
        return (expression,)
    text = metadata.get("license", "").strip()
    if text and "\n" not in text:
        return (text,)
    kinds = (each.split(" :: ") for each in metadata.get("classifiers", ()))
    return tuple(sorted(kind[-1] for kind in kinds if kind[0] == "License"))
