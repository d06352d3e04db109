"""What each environment of todo-k8s deploys."""

import json
from pathlib import Path

import pytest

from k8s_manifests.environments import Environment, environments
from k8s_manifests.evaluation import RenderError, evaluate
from k8s_manifests.goldens import render_golden
from k8s_manifests.schemas import KUBERNETES_VERSIONS, require_valid

_MONOREPO = Path()
_DEPLOY = Path("services/todo-k8s/deploy")
_ENVIRONMENTS = environments(_MONOREPO, "todo-k8s")

# What an environment must say itself.
_OWN = {"iamRole": "r", "namespace": "n", "store": "dynamodb:t", "identity": "none"}


def deployment_of(own: dict[str, str]) -> str:
    """The Deployment of an environment that says this beyond common.libsonnet."""
    source = f"(import 'base/deployment.jsonnet')((import 'shared/common.libsonnet') + {json.dumps(own)})"
    return evaluate(_MONOREPO, _DEPLOY / "test.jsonnet", source, {})


def refusal(own: dict[str, str]) -> str:
    with pytest.raises(RenderError) as refused:
        deployment_of(own)
    return str(refused.value).splitlines()[0]


@pytest.mark.parametrize("environment", _ENVIRONMENTS, ids=lambda each: each.name)
def test_the_manifest_is_the_golden_file(environment: Environment) -> None:
    """Where the difference is meant: build-support/bin/update_goldens."""
    assert render_golden(_MONOREPO, environment) == environment.golden.read_text()


@pytest.mark.parametrize("kubernetes", KUBERNETES_VERSIONS)
@pytest.mark.parametrize("environment", _ENVIRONMENTS, ids=lambda each: each.name)
def test_the_manifest_is_valid(environment: Environment, kubernetes: str) -> None:
    require_valid(render_golden(_MONOREPO, environment), kubernetes)


def test_every_golden_file_has_its_environment() -> None:
    assert set((_DEPLOY / "golden").iterdir()) == {each.golden for each in _ENVIRONMENTS}


@pytest.mark.parametrize("missing", _OWN)
def test_an_environment_must_say_what_is_its_own(missing: str) -> None:
    left = {name: value for name, value in _OWN.items() if name != missing}
    assert refusal(left).startswith(f"must provide {missing}: ")


def test_an_identity_that_nobody_provides_is_refused() -> None:
    assert refusal(_OWN | {"identity": "oidc"}) == "identity must be 'none', as no provider is known yet; it is 'oidc'"


def test_versions_that_no_build_has_given_are_placeholders() -> None:
    assert "master/todo-k8s:PLACEHOLDER" in deployment_of(_OWN)
