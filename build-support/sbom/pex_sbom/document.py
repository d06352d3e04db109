"""A pex and what lies below it in its image, as a CycloneDX document: equal inputs make equal bytes."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License, LicenseAcknowledgement
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from lockfile import Locked
from pex_sbom.base_image import BaseImage, DebianPackage
from pex_sbom.pex_file import Distribution, Pex


class NotLockedError(Exception):
    """The pex carries what the lock file does not have."""


def sbom(pex: Pex, version: str, lock: Mapping[str, tuple[Locked, ...]], base: BaseImage | None) -> str:
    """`version` is the image's. Raises `NotLockedError`."""
    libraries = {each.name: _library(each, lock) for each in pex.distributions}
    root = Component(
        name=pex.name,
        type=ComponentType.APPLICATION,
        version=version,
        bom_ref=pex.name,
        hashes=_hashes([pex.sha256]),
    )
    system = [] if base is None else _system(base)
    bom = Bom(components=[*libraries.values(), *system], metadata=BomMetaData(component=root))
    bom.register_dependency(root, [*_those(libraries, pex.needs), *system])
    for each in pex.distributions:
        bom.register_dependency(libraries[each.name], _those(libraries, each.needs))
    return _reproducible(json.loads(JsonV1Dot6(bom).output_as_string()))


def locked_release(each: Distribution, lock: Mapping[str, tuple[Locked, ...]]) -> Locked:
    """Raises `NotLockedError`."""
    for entry in lock.get(each.name, ()):
        if entry.version == each.version:
            return entry
    raise NotLockedError(f"{each.name} {each.version}")


def _library(each: Distribution, lock: Mapping[str, tuple[Locked, ...]]) -> Component:
    purl = PackageURL("pypi", name=each.name, version=each.version)
    # A lock names the files of all platforms by their hashes alone; one of them was installed.
    hashes = [value.removeprefix("sha256:") for value in locked_release(each, lock).hashes]
    return Component(
        name=each.name,
        version=each.version,
        purl=purl,
        bom_ref=str(purl),
        hashes=_hashes(hashes),
        licenses=[_licence(text) for text in each.licences],
    )


def _system(base: BaseImage) -> list[Component]:
    python = PackageURL("generic", name="python", version=base.python)
    return [
        Component(
            name=base.system,
            type=ComponentType.OPERATING_SYSTEM,
            version=base.release,
            bom_ref=f"{base.system}-{base.release}",
        ),
        Component(
            name="python",
            type=ComponentType.PLATFORM,
            version=base.python,
            purl=python,
            bom_ref=str(python),
            cpe=f"cpe:2.3:a:python:python:{base.python}:*:*:*:*:*:*:*",
        ),
        *(_package(each, base) for each in base.packages),
    ]


def _package(each: DebianPackage, base: BaseImage) -> Component:
    qualifiers = {"arch": each.architecture, "distro": f"{base.system}-{base.release}"}
    if each.source != each.name:
        qualifiers["upstream"] = each.source
    purl = PackageURL("deb", base.system, each.name, each.version, qualifiers)
    return Component(name=each.name, version=each.version, purl=purl, bom_ref=str(purl))


def _hashes(values: Iterable[str]) -> list[HashType]:
    return [HashType(alg=HashAlgorithm.SHA_256, content=value) for value in values]


def _licence(text: str) -> License:
    return LicenseFactory().make_from_string(text, license_acknowledgement=LicenseAcknowledgement.DECLARED)


def _those(libraries: Mapping[str, Component], names: Iterable[str]) -> list[Component]:
    return [libraries[name] for name in sorted(names) if name in libraries]


def _reproducible(document: dict[str, Any]) -> str:
    """Without the time, and with a serial number that follows from the rest instead of chance."""
    del document["metadata"]["timestamp"], document["serialNumber"]
    serial = uuid5(NAMESPACE_OID, json.dumps(document, sort_keys=True))
    return json.dumps(document | {"serialNumber": serial.urn}, indent=1, sort_keys=True) + "\n"
