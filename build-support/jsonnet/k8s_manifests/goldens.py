"""Manifests kept in git, so that a change of a setting or of the library is read as what it does to the objects."""

from pathlib import Path

from k8s_manifests.environments import Environment
from k8s_manifests.rendering import render

VERSION = "20170704010456-41-8f2b4e75"
CONFIG_VERSION = "1"


def render_golden(monorepo: Path, environment: Environment) -> str:
    return render(monorepo, environment, VERSION, CONFIG_VERSION)
