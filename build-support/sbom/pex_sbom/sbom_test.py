"""The SBOM of each of our pexes against the pex and the lock file that it was made from."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name, parse_wheel_filename

from lockfile import locked
from pex_sbom.sbom import main

_LOCK = Path("3rdparty/python/python.lock")
_PEXES = ("todo-k8s-server.pex", "todo-k8s-client.pex")
_BASE = """ID=debian
VERSION_ID="12"
PYTHON=3.11.2
zlib1g\t1:1.2.13.dfsg-1\tamd64\tzlib
tzdata\t2025b-0\tall\ttzdata
"""


def written(folder: Path, pex: str | Path, *more: str, lock: Path = _LOCK) -> dict[str, Any]:
    output = folder / "sbom.cdx.json"
    arguments = [str(pex), "--version", "0.1.0", "--lock", str(lock), "--output", str(output), *more]
    assert main(arguments) == 0
    document: dict[str, Any] = json.loads(output.read_text())
    return document


def base_image(folder: Path) -> tuple[str, str]:
    (folder / "packages").write_text(_BASE)
    return "--packages", str(folder / "packages")


def small_pex(path: Path, wheel: str, *metadata: str) -> Path:
    """What a pex with one wheel looks like from outside."""
    name, version, _ = wheel.split("-", 2)
    carried = io.BytesIO()
    with zipfile.ZipFile(carried, "w") as file:
        file.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(("Name: x", *metadata)))
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("PEX-INFO", json.dumps({"distributions": {wheel: "0"}, "requirements": [name]}))
        file.writestr(f".deps/{wheel}", carried.getvalue())
    return path


@pytest.mark.parametrize("pex", _PEXES)
def test_it_is_valid_by_the_schema(pex: str, tmp_path: Path) -> None:
    document = written(tmp_path, pex, *base_image(tmp_path))
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(json.dumps(document)) is None
    assert validator.validate_str(json.dumps(document | {"serialNumber": "7"})) is not None


@pytest.mark.parametrize("pex", _PEXES)
def test_its_components_are_the_wheels_in_the_pex_as_they_are_locked(pex: str, tmp_path: Path) -> None:
    carried = {
        parse_wheel_filename(wheel)[:2] for wheel in json.loads(zipfile.ZipFile(pex).read("PEX-INFO"))["distributions"]
    }
    releases = {entry for entries in locked(_LOCK).values() for entry in entries}
    expected = {
        (entry.name, entry.version, f"pkg:pypi/{entry.name}@{entry.version}", frozenset(entry.hashes))
        for entry in releases
        if (entry.name, entry.version) in {(name, str(version)) for name, version in carried}
    }
    assert len(expected) == len(carried) > 5
    assert set(map(told, written(tmp_path, pex)["components"])) == expected


def told(component: dict[str, Any]) -> tuple[str, str, str, frozenset[str]]:
    assert {each["alg"] for each in component["hashes"]} == {"SHA-256"}
    hashes = frozenset(f"sha256:{each['content']}" for each in component["hashes"])
    return component["name"], component["version"], component["purl"], hashes


@pytest.mark.parametrize("pex", _PEXES)
def test_each_component_says_its_licence_and_who_needs_it(pex: str, tmp_path: Path) -> None:
    document = written(tmp_path, pex)
    assert [each["name"] for each in document["components"] if not each.get("licenses")] == []
    needs = {each["ref"]: each.get("dependsOn", []) for each in document["dependencies"]}
    assert reached(needs, [pex]) == {pex, *(each["bom-ref"] for each in document["components"])}


def reached(needs: dict[str, list[str]], start: Iterable[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting += needs[one]
    return found


def test_its_root_is_the_very_pex_in_the_images_version(tmp_path: Path) -> None:
    digest = subprocess.run(["sha256sum", _PEXES[0]], check=True, capture_output=True, text=True).stdout.split()[0]
    root = written(tmp_path, _PEXES[0])["metadata"]["component"]
    assert (root["name"], root["version"]) == (_PEXES[0], "0.1.0")
    assert root["hashes"] == [{"alg": "SHA-256", "content": digest}]


def test_equal_pexes_have_equal_sboms_and_others_have_another_number(tmp_path: Path) -> None:
    made = []
    for seed in ("1", "2"):
        output = tmp_path / seed
        command = [sys.executable, "-m", "pex_sbom.sbom", _PEXES[0], "--version", "0.1.0", "--output", str(output)]
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run([*command, *base_image(tmp_path)], check=True, env=environment)
        made.append(output.read_bytes())
    assert made[0] == made[1]
    assert b"timestamp" not in made[0]
    assert json.loads(made[0])["serialNumber"] != written(tmp_path, _PEXES[0])["serialNumber"]


def test_what_the_base_image_holds_is_told_too(tmp_path: Path) -> None:
    without = {each["bom-ref"] for each in written(tmp_path, _PEXES[0])["components"]}
    document = written(tmp_path, _PEXES[0], *base_image(tmp_path))
    assert {each["bom-ref"] for each in document["components"]} - without == {
        "debian-12",
        "pkg:generic/python@3.11.2",
        "pkg:deb/debian/tzdata@2025b-0?arch=all&distro=debian-12",
        "pkg:deb/debian/zlib1g@1:1.2.13.dfsg-1?arch=amd64&distro=debian-12&upstream=zlib",
    }


def test_what_is_not_locked_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.lock"
    other.write_text(_LOCK.read_text().replace("grpcio==", "grpcio==0."))
    assert main([_PEXES[0], "--version", "0.1.0", "--lock", str(other), "--output", str(tmp_path / "sbom")]) == 1
    said = capsys.readouterr().err
    assert said.startswith("sbom: todo-k8s-server.pex carries grpcio ")
    assert said.endswith(f"which {other} does not lock.\nTo fix, build it from this commit: ./pants binary …\n")
    assert not (tmp_path / "sbom").exists()


@pytest.mark.parametrize(
    ("path", "said"),
    [(str(_LOCK), f"{_LOCK} is no zipped pex"), ("no.pex", "[Errno 2] No such file or directory: 'no.pex'")],
)
def test_what_is_no_pex_is_refused(path: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([path, "--version", "0.1.0", "--output", str(tmp_path / "sbom")]) == 1
    assert capsys.readouterr().err == f"sbom: {said}\n"


def test_a_base_image_that_tells_nothing_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "packages").write_text("ID=debian\nVERSION_ID=12\nPYTHON=3.11.2\n")
    arguments = ("--packages", str(tmp_path / "packages"), "--output", str(tmp_path / "sbom"))
    assert main([_PEXES[0], "--version", "0.1.0", *arguments]) == 1
    assert capsys.readouterr().err == "sbom: the base image tells no packages\n"


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        (("License-Expression: MIT", "License: other"), [{"license": {"id": "MIT"}}]),
        (("License-Expression: MIT OR Apache-2.0",), [{"expression": "MIT OR Apache-2.0"}]),
        (("License: Apache 2.0",), [{"license": {"name": "Apache 2.0"}}]),
        (
            ("License: All of it", "        line by line", "Classifier: License :: OSI Approved :: MIT License"),
            [{"license": {"name": "MIT License"}}],
        ),
        ((), []),
    ],
)
def test_a_licence_is_what_the_wheel_declares(
    metadata: tuple[str, ...], expected: list[dict[str, Any]], tmp_path: Path
) -> None:
    version = locked(_LOCK)[canonicalize_name("six")][0].version
    pex = small_pex(tmp_path / "small.pex", f"six-{version}-py3-none-any.whl", *metadata)
    (component,) = written(tmp_path, pex)["components"]
    found = component.get("licenses", [])
    for each in found:
        assert each.get("license", each).pop("acknowledgement") == "declared"
    assert found == expected
