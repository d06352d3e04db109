"""The platform's library, evaluated as a service does."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from k8s_manifests.evaluation import RenderError, evaluate

_LABELS = {"app": "mail"}
_OBJECT = {"name": "mail", "namespace": "dev"}
_DEPLOYMENT = _OBJECT | {
    "labels": _LABELS,
    "image": "mail:1",
    "command": "/mail",
    "port": 25,
    "healthPort": 26,
    "configMap": "mail-config-2",
    "serviceAccount": "mail",
    "resources": {},
    "version": "1",
    "configVersion": "2",
    "readinessService": "mail.v1.MailService",
    "readinessPeriodSeconds": 3,
    "startSeconds": 30,
    "drainDelaySeconds": 5,
    "drainGraceSeconds": 20,
    "terminationGracePeriodSeconds": 30,
}
_CONFIGMAP = _OBJECT | {"labels": _LABELS, "configVersion": "2", "env": {"B": "2", "A": "1"}}
_HPA = _OBJECT | {"labels": _LABELS, "minReplicas": 1, "maxReplicas": 5, "targetCPUUtilizationPercentage": 80}
_NETWORKPOLICY = _OBJECT | {"selector": _LABELS, "port": 25, "callers": [{"podSelector": {}}], "egress": []}
_REQUIRED: Mapping[str, dict[str, Any]] = {
    "configmap": _CONFIGMAP,
    "deployment": _DEPLOYMENT,
    "hpa": _HPA,
    "networkpolicy": _NETWORKPOLICY,
    "pdb": _OBJECT | {"selector": _LABELS},
    "persistentvolumeclaim": _OBJECT | {"labels": _LABELS, "size": "1Gi"},
    "service": _OBJECT | {"selector": _LABELS, "port": 25},
    "serviceaccount": _OBJECT | {"labels": _LABELS},
}


def made(kind: str, params: dict[str, Any]) -> Any:
    source = f"(import 'common/{kind}.libsonnet')({json.dumps(params)})"
    return json.loads(evaluate(Path(), Path("test.jsonnet"), source, {}))


def refusal(kind: str, params: dict[str, Any]) -> str:
    with pytest.raises(RenderError) as refused:
        made(kind, params)
    return str(refused.value).splitlines()[0]


@pytest.mark.parametrize(
    ("kind", "params", "missing"), [(kind, params, each) for kind, params in _REQUIRED.items() for each in params]
)
def test_a_missing_setting_is_named(kind: str, params: dict[str, Any], missing: str) -> None:
    left = {name: value for name, value in params.items() if name != missing}
    assert refusal(kind, left).startswith(f"must provide {missing}: ")


def test_pods_carry_the_labels_that_the_deployment_selects() -> None:
    spec = made("deployment", _DEPLOYMENT)["spec"]
    assert spec["selector"]["matchLabels"] == {"app": "mail"}
    assert spec["template"]["metadata"]["labels"] == {"app": "mail", "version": "1", "configVersion": "2"}


def test_settings_are_strings_in_a_map_of_their_version() -> None:
    config = made("configmap", _CONFIGMAP)
    assert (config["metadata"]["name"], config["immutable"]) == ("mail-2", True)
    assert config["data"] == {"A": "1", "B": "2"}
    assert refusal("configmap", _CONFIGMAP | {"env": {"A": 1}}) == "A must be a string; it is 1"


def test_a_version_of_settings_must_fit_into_a_name() -> None:
    said = refusal("configmap", _CONFIGMAP | {"configVersion": "V_1"})
    assert said == "configVersion must be in lower case and without _, as it becomes a part of a name; it is V_1"


def test_an_autoscaler_has_a_range() -> None:
    assert refusal("hpa", _HPA | {"minReplicas": 6}) == "maxReplicas must be at least minReplicas, 6; it is 5"
    assert refusal("hpa", _HPA | {"minReplicas": 0}) == "minReplicas must be at least 1; it is 0"


def test_a_network_policy_names_its_callers() -> None:
    said = refusal("networkpolicy", _NETWORKPOLICY | {"callers": []})
    assert said == "callers must name someone: an empty list would let everyone call"


def test_a_volume_makes_the_only_writable_folder_and_one_pod_at_a_time() -> None:
    spec = made("deployment", _DEPLOYMENT | {"replicas": 1, "volume": {"claim": "mail", "path": "/data"}})["spec"]
    pod = spec["template"]["spec"]
    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})
    assert pod["volumes"] == [{"name": "data", "persistentVolumeClaim": {"claimName": "mail"}}]
    assert pod["containers"][0]["volumeMounts"] == [{"name": "data", "mountPath": "/data"}]


def test_a_pod_that_is_killed_before_it_has_drained_is_refused() -> None:
    assert refusal("deployment", _DEPLOYMENT | {"drainDelaySeconds": 6}) == (
        "terminationGracePeriodSeconds must be at least 31 (drainDelaySeconds + drainGraceSeconds + 5 to exit); "
        "it is 30"
    )


@pytest.mark.parametrize("value", ["", "v1+dirty", "-1", "1-", "x" * 64, 1])
@pytest.mark.parametrize("field", ["version", "configVersion"])
def test_what_cannot_be_a_label_is_refused(field: str, value: object) -> None:
    assert refusal("deployment", _DEPLOYMENT | {field: value}).startswith(f"{field} must be a label: ")


def test_a_label_may_have_63_characters() -> None:
    longest = "20170704010456-41-8f2b4e75" + "_" * 36 + "."
    assert refusal("deployment", _DEPLOYMENT | {"version": longest}).startswith("version must be a label: ")
    labels = made("deployment", _DEPLOYMENT | {"version": longest[:-1] + "z"})["spec"]["template"]["metadata"]["labels"]
    assert labels["version"] == longest[:-1] + "z"


def test_a_certificate_is_read_by_the_server_alone_and_renewed_as_a_whole() -> None:
    tls = {"tls": {"secret": "front", "path": "/tls"}}
    pod = made("deployment", _DEPLOYMENT | tls)["spec"]["template"]["spec"]
    assert pod["volumes"] == [{"name": "tls", "secret": {"secretName": "front", "defaultMode": 0o440}}]
    assert pod["containers"][0]["volumeMounts"] == [{"name": "tls", "mountPath": "/tls", "readOnly": True}]
    assert pod["securityContext"]["fsGroup"] == pod["securityContext"]["runAsGroup"]
