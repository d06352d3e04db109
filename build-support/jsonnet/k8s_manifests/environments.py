"""Where services keep what they deploy: services/<service>/deploy/<environment>.jsonnet."""

from dataclasses import dataclass
from pathlib import Path


class UnknownName(Exception):
    """No service or environment is called so; the message names those that exist."""


@dataclass(frozen=True)
class Environment:
    service: str
    name: str
    jsonnet: Path


def service_names(monorepo: Path) -> list[str]:
    return sorted({jsonnet.parts[-3] for jsonnet in monorepo.glob("services/*/deploy/*.jsonnet")})


def environments(monorepo: Path, service: str) -> list[Environment]:
    """A service's environments in the order of their names."""
    if service not in (known := service_names(monorepo)):
        raise UnknownName(f"there is no service '{service}' with a deploy folder; services: {' '.join(known)}")
    found = sorted((monorepo / "services" / service / "deploy").glob("*.jsonnet"))
    return [Environment(service, jsonnet.stem, jsonnet) for jsonnet in found]


def environment(monorepo: Path, service: str, name: str) -> Environment:
    known = {each.name: each for each in environments(monorepo, service)}
    if name not in known:
        raise UnknownName(f"'{service}' has no environment '{name}'; environments: {' '.join(known)}")
    return known[name]
