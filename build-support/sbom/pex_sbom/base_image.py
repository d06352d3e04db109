"""What an image holds below the pex, as build-support/docker/list_packages.sh tells it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DebianPackage:
    """`source` is the source package: Debian's security tracker knows those."""

    name: str
    version: str
    architecture: str
    source: str


@dataclass(frozen=True)
class BaseImage:
    """`system` and `release` as in /etc/os-release: debian and 12."""

    system: str
    release: str
    python: str
    packages: tuple[DebianPackage, ...]


def parse_base_image(text: str) -> BaseImage:
    """Raises ValueError where a part is missing."""
    lines = text.splitlines()
    facts = dict(line.split("=", 1) for line in lines if "=" in line and "\t" not in line)
    packages = tuple(sorted((DebianPackage(*line.split("\t")) for line in lines if "\t" in line), key=_order))
    try:
        system, release, python = (facts[name].strip('"') for name in ("ID", "VERSION_ID", "PYTHON"))
    except KeyError as error:
        raise ValueError(f"the base image does not tell its {error}") from None
    if not packages:
        raise ValueError("the base image tells no packages")
    return BaseImage(system, release, python, packages)


def _order(package: DebianPackage) -> tuple[str, str]:
    return package.name, package.architecture
