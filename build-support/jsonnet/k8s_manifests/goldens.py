"""Manifests kept in git, so that a change of a setting or of the library is read as what it does to the objects."""

from dataclasses import dataclass
from pathlib import Path

from k8s_manifests.environments import Environment
from k8s_manifests.evaluation import RenderError
from k8s_manifests.rendering import render

VERSION = "20170704010456-41-8f2b4e75"
CONFIG_VERSION = "1"


@dataclass(frozen=True)
class Golden:
    path: Path
    text: str


def golden_of(monorepo: Path, environment: Environment) -> Golden:
    """What an environment runs, as NAME.json; or why it does not render, as NAME.refused.txt."""
    folder = environment.jsonnet.parent / "golden"
    try:
        return Golden(folder / f"{environment.name}.json", render(monorepo, environment, VERSION, CONFIG_VERSION))
    except RenderError as error:
        return Golden(folder / f"{environment.name}.refused.txt", str(error).splitlines()[0] + "\n")
