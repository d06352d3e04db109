"""The platform's library, evaluated as a service does."""

import json
from pathlib import Path
from typing import Any

import pytest

from k8s_manifests.evaluation import RenderError, evaluate

_DEPLOYMENT = {
    "name": "mail",
    "namespace": "dev",
    "replicas": 1,
    "image": "mail:1",
    "command": "/mail",
    "port": 25,
    "env": {"B": "2", "A": "1"},
    "resources": {},
    "iamRole": "mail-role",
    "version": "1",
    "configVersion": "2",
    "readinessService": "mail.v1.MailService",
    "readinessPeriodSeconds": 3,
    "livenessDelaySeconds": 30,
    "drainDelaySeconds": 5,
    "drainGraceSeconds": 20,
    "terminationGracePeriodSeconds": 30,
}
_SERVICE = {"name": "mail", "namespace": "dev", "selector": {"app": "mail"}, "port": 25}


def made(kind: str, params: dict[str, Any]) -> Any:
    source = f"(import 'common/{kind}.libsonnet')({json.dumps(params)})"
    return json.loads(evaluate(Path(), Path("test.jsonnet"), source, {}))


def refusal(kind: str, params: dict[str, Any]) -> str:
    with pytest.raises(RenderError) as refused:
        made(kind, params)
    return str(refused.value).splitlines()[0]


@pytest.mark.parametrize(
    ("kind", "params", "missing"),
    [("deployment", _DEPLOYMENT, each) for each in _DEPLOYMENT] + [("service", _SERVICE, each) for each in _SERVICE],
)
def test_a_missing_setting_is_named(kind: str, params: dict[str, Any], missing: str) -> None:
    left = {name: value for name, value in params.items() if name != missing}
    assert refusal(kind, left).startswith(f"must provide {missing}: ")


def test_pods_carry_the_labels_that_the_deployment_selects() -> None:
    spec = made("deployment", _DEPLOYMENT)["spec"]
    assert spec["selector"]["matchLabels"] == {"app": "mail"}
    assert spec["template"]["metadata"]["labels"] == {"app": "mail", "version": "1", "configVersion": "2"}


def test_the_environment_is_a_list_by_name() -> None:
    container = made("deployment", _DEPLOYMENT)["spec"]["template"]["spec"]["containers"][0]
    assert container["env"] == [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]


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
