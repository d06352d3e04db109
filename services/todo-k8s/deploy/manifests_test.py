"""What each environment of todo-k8s deploys, beyond k8s_manifests/services_test.py."""

import json
from pathlib import Path
from typing import Any

import pytest

from grpc_service.logs import FORMATS, LEVELS
from k8s_manifests.environments import environments
from k8s_manifests.evaluation import RenderError, evaluate
from k8s_manifests.policies.every import problems_of
from k8s_manifests.rendering import config_version, render
from k8s_manifests.schemas import KUBERNETES_VERSIONS, require_valid

_MONOREPO = Path()
_DEPLOY = Path("services/todo-k8s/deploy")
_ENVIRONMENTS = environments(_MONOREPO, "todo-k8s")
# Whose settings there are; prod cannot say yet who may call, which is refused below.
_SETTINGS = ("dev", "local", "prod")

# What an environment must say itself.
_OWN = {"iamRole": "r", "namespace": "n", "store": "dynamodb:t", "identity": "none"}


def manifest_of(settings: str, own: dict[str, Any]) -> str:
    """What the settings of shared/ make with these over them."""
    given = {"version": "1", "configVersion": "1"} | own
    source = f"(import 'base/all.jsonnet')((import 'shared/{settings}.libsonnet') + {json.dumps(given)})"
    return evaluate(_MONOREPO, _DEPLOY / "test.jsonnet", source, {})


def refusal(settings: str, own: dict[str, Any]) -> str:
    with pytest.raises(RenderError) as refused:
        manifest_of(settings, own)
    return str(refused.value).splitlines()[0]


def one(kind: str, manifest: str) -> Any:
    return next(each for each in json.loads(manifest)["items"] if each["kind"] == kind)


@pytest.mark.parametrize("kubernetes", KUBERNETES_VERSIONS)
@pytest.mark.parametrize("settings", _SETTINGS)
def test_the_manifest_is_valid(settings: str, kubernetes: str) -> None:
    require_valid(manifest_of(settings, {"identity": "none"}), kubernetes)


@pytest.mark.parametrize("settings", _SETTINGS)
def test_the_manifest_breaks_no_policy(settings: str) -> None:
    assert problems_of(json.loads(manifest_of(settings, {"identity": "none"}))["items"]) == []


@pytest.mark.parametrize("missing", _OWN)
def test_an_environment_must_say_what_is_its_own(missing: str) -> None:
    left = {name: value for name, value in _OWN.items() if name != missing}
    assert refusal("common", left).startswith(f"must provide {missing}: ")


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"identity": "oidc"}, "identity must be 'none', as no provider is known yet; it is 'oidc'"),
        ({"iamMethod": "key"}, "iamMethod must be one of irsa, kube2iam, none; it is 'key'"),
        ({"store": "sqlite:/x"}, "dataVolume must be set where the store is a file, and only there; it is 'sqlite:/x'"),
        ({"minReplicas": 6}, "maxReplicas must be at least minReplicas, 6; it is 5"),
        ({"callers": []}, "callers must name someone: an empty list would let everyone call"),
        ({"logLevel": "loud"}, "logLevel must be one of debug, info, warning, error; it is 'loud'"),
        ({"logFormat": "xml"}, "logFormat must be one of text, json; it is 'xml'"),
        ({"maxReplicas": "2"}, 'maxReplicas must be a number; it is "2"'),
        ({"region": None}, "region must be a string; it is null"),
        ({"callers": {"podSelector": {}}}, 'callers must be a list; it is {"podSelector":{}}'),
        ({"namespace": 5}, "namespace must be a string; it is 5"),
        ({"dataVolume": "1Gi"}, 'dataVolume must be null or an object; it is "1Gi"'),
        ({"dataVolume": {"siez": "1Gi"}}, "dataVolume must have path and size and nothing else; it has siez"),
        # Where nothing else is said of it, minReplicas is numReplicas.
        (
            {"numReplicas": "2"},
            'minReplicas must be a number; it is "2"; numReplicas must be a number; it is "2"',
        ),
    ],
)
def test_a_wrong_setting_is_named(own: dict[str, Any], said: str) -> None:
    assert refusal("common", _OWN | own) == said


def test_a_misspelt_setting_is_named_with_those_that_there_are() -> None:
    said = refusal("dev", {"numReplica": 2})
    assert said.startswith("numReplica is no setting of shared/common.libsonnet; those are callers, command, ")
    assert " numReplicas, " in said


@pytest.mark.parametrize(("setting", "choices"), [("logLevel", LEVELS), ("logFormat", FORMATS)])
def test_every_way_to_log_that_the_server_has_can_be_set(setting: str, choices: tuple[str, ...]) -> None:
    said = refusal("dev", {setting: "loud"})
    assert said == f"{setting} must be one of {', '.join(choices)}; it is 'loud'"


def test_prod_never_lets_anyone_call() -> None:
    prod = next(each for each in _ENVIRONMENTS if each.name == "prod")
    source = prod.jsonnet.read_text().replace("{\n", "{\n  identity: 'none',\n", 1)
    with pytest.raises(RenderError, match="identity must not be 'none' in prod"):
        evaluate(_MONOREPO, prod.jsonnet, source, {"version": "1", "configVersion": "1"})


def test_prod_scales_as_its_settings_say() -> None:
    spec = one("HorizontalPodAutoscaler", manifest_of("prod", {"identity": "none"}))["spec"]
    target = spec["metrics"][0]["resource"]["target"]["averageUtilization"]
    assert (spec["minReplicas"], spec["maxReplicas"], target) == (2, 10, 60)


def test_a_role_reaches_the_pods_by_either_way() -> None:
    by_pod = manifest_of("common", _OWN | {"iamMethod": "kube2iam"})
    assert one("Deployment", by_pod)["spec"]["template"]["metadata"]["annotations"] == {"iam.amazonaws.com/role": "r"}
    assert "annotations" not in one("ServiceAccount", by_pod)["metadata"]
    by_account = manifest_of("common", _OWN | {"iamMethod": "irsa"})
    assert one("ServiceAccount", by_account)["metadata"]["annotations"] == {"eks.amazonaws.com/role-arn": "r"}
    assert "annotations" not in one("Deployment", by_account)["spec"]["template"]["metadata"]


def test_a_file_of_its_own_is_for_one_pod() -> None:
    own = {"store": "sqlite:/data/todo.db", "dataVolume": {"size": "1Gi", "path": "/data"}}
    assert refusal("common", _OWN | own) == "maxReplicas must be 1 where the store is a file; it is 5"


def test_another_setting_rolls_the_pods_and_a_rollback_gets_its_own() -> None:
    dev = next(each for each in _ENVIRONMENTS if each.name == "dev")
    settings = config_version(_MONOREPO, dev)
    first = render(_MONOREPO, dev, "1", settings)
    name = one("ConfigMap", first)["metadata"]["name"]
    assert name == f"todo-k8s-config-{settings}"
    assert one("Deployment", first)["spec"]["template"]["spec"]["containers"][0]["envFrom"] == [
        {"configMapRef": {"name": name}}
    ]
    assert config_version(_MONOREPO, dev) == settings
    debug = manifest_of("dev", {"logLevel": "debug"})
    assert one("ConfigMap", debug)["data"] != one("ConfigMap", first)["data"]
