"""The one way to make a manifest, for kubectl and for the golden tests alike."""

import hashlib
import json
from pathlib import Path

from k8s_manifests.environments import Environment
from k8s_manifests.evaluation import RenderError, evaluate

# What common/include.libsonnet calls PLACEHOLDER.
_PLACEHOLDER = "PLACEHOLDER"


def render(monorepo: Path, environment: Environment, version: str, config_version: str) -> str:
    """A kubectl List as JSON. Raises RenderError for a setting that is missing or wrong."""
    variables = {"version": version, "configVersion": config_version}
    manifest = evaluate(monorepo, environment.jsonnet, environment.jsonnet.read_text(), variables)
    if unfilled := [line.strip() for line in manifest.splitlines() if _PLACEHOLDER in line]:
        raise RenderError(f"a {_PLACEHOLDER} is not filled in: {unfilled[0]}")
    return manifest


def config_version(monorepo: Path, environment: Environment) -> str:
    """A name for the environment's settings as they are now: a digest of what its ConfigMaps hold. Raises RenderError.

    Another setting is another name, so the pods roll; the same settings are the same name, whatever the version.
    """
    objects = json.loads(render(monorepo, environment, "0", "0"))["items"]
    settings = [each["data"] for each in objects if each["kind"] == "ConfigMap"]
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:10]
