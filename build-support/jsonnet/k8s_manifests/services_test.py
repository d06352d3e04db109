"""What holds of every service's manifests, in each environment."""

import json
from pathlib import Path

import pytest

from k8s_manifests.environments import Environment, environments, service_names
from k8s_manifests.goldens import golden_of
from k8s_manifests.policies.every import problems_of
from k8s_manifests.schemas import KUBERNETES_VERSIONS, require_valid

_MONOREPO = Path()
_SERVICES = service_names(_MONOREPO)
_ENVIRONMENTS = [each for service in _SERVICES for each in environments(_MONOREPO, service)]
# Those that render: why the others do not is in their golden file.
_MANIFESTS = [golden.path for each in _ENVIRONMENTS if (golden := golden_of(_MONOREPO, each)).path.suffix == ".json"]


def name(environment: Environment) -> str:
    return str(environment.jsonnet)


@pytest.mark.parametrize("environment", _ENVIRONMENTS, ids=name)
def test_the_manifest_is_the_golden_file(environment: Environment) -> None:
    """Where the difference is meant: build-support/bin/update_goldens."""
    golden = golden_of(_MONOREPO, environment)
    assert golden.text == golden.path.read_text()


@pytest.mark.parametrize("service", _SERVICES)
def test_every_golden_file_has_its_environment(service: str) -> None:
    goldens = {golden_of(_MONOREPO, each).path for each in environments(_MONOREPO, service)}
    assert set(Path("services", service, "deploy/golden").iterdir()) == goldens


@pytest.mark.parametrize("manifest", _MANIFESTS, ids=str)
def test_the_manifest_is_valid_and_breaks_no_policy(manifest: Path) -> None:
    text = manifest.read_text()
    for kubernetes in KUBERNETES_VERSIONS:
        require_valid(text, kubernetes)
    assert problems_of(json.loads(text)["items"]) == []
