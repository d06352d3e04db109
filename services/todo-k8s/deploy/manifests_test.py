"""What each environment of todo-k8s deploys, beyond k8s_manifests/services_test.py."""

import json
from pathlib import Path
from typing import Any

import pytest

from grpc_service.logs import FORMATS, LEVELS
from grpc_service.testing_certificate import write_certificate
from k8s_manifests.environments import Environment, environments
from k8s_manifests.evaluation import RenderError, evaluate
from k8s_manifests.rendering import config_version, render
from todo_k8s.server.settings import read_settings

_MONOREPO = Path()
_DEPLOY = Path("services/todo-k8s/deploy")
_ENVIRONMENTS = environments(_MONOREPO, "todo-k8s")
# What an environment must say itself.
_OWN = {"iamRole": "r", "namespace": "n", "store": "dynamodb:t", "identity": "none"}

# What asking for tokens needs.
_JWT = {
    "identity": "jwt",
    "jwtIssuer": "https://id.example.com/",
    "jwtAudience": "todo",
    "jwtJwks": "https://id.example.com/keys",
    "tlsSecret": "todo-tls",
}


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


@pytest.mark.parametrize("missing", _OWN)
def test_an_environment_must_say_what_is_its_own(missing: str) -> None:
    left = {name: value for name, value in _OWN.items() if name != missing}
    assert refusal("common", left).startswith(f"must provide {missing}: ")


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"identity": "oidc"}, "identity must be 'jwt' or 'none'; it is 'oidc'"),
        ({"jwtIssuer": "https://id.example.com/"}, "jwtIssuer is for identity 'jwt' alone; it is 'none'"),
        ({"jwtIssuer": 5}, "jwtIssuer must be null or a string; it is 5"),
        ({"rateLimit": "50"}, 'rateLimit must be a number; it is "50"'),
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
        ({"cpuLimit": "0.3 cores"}, "cpuLimit must be CPUs ('2') or thousandths of one ('300m'); it is \"0.3 cores\""),
        ({"cpuRequest": "m"}, "cpuRequest must be CPUs ('2') or thousandths of one ('300m'); it is \"m\""),
        ({"memoryLimit": "300MB"}, "memoryLimit must be a number of Ki, Mi or Gi, such as '300Mi'; it is \"300MB\""),
        ({"memoryRequest": "Mi"}, "memoryRequest must be a number of Ki, Mi or Gi, such as '300Mi'; it is \"Mi\""),
        ({"memoryRequest": ""}, "memoryRequest must be a number of Ki, Mi or Gi, such as '300Mi'; it is \"\""),
        ({"cpuRequest": "301m"}, "cpuRequest must be at most cpuLimit, 300m; it is 301m"),
        ({"cpuRequest": "1"}, "cpuRequest must be at most cpuLimit, 300m; it is 1"),
        ({"memoryRequest": "1Gi"}, "memoryRequest must be at most memoryLimit, 300Mi; it is 1Gi"),
        ({"memoryLimit": "204799Ki"}, "memoryRequest must be at most memoryLimit, 204799Ki; it is 200Mi"),
        ({"servicePort": 99999}, "servicePort must be a whole number from 1 to 65535; it is 99999"),
        ({"servicePort": 8082}, "healthPort must not be port, where callers are; both are 8082"),
        ({"periodSeconds": 0}, "periodSeconds must be a whole number from 1 on; it is 0"),
        ({"drainDelaySeconds": 2.5}, "drainDelaySeconds must be a whole number from 0 on; it is 2.5"),
        ({"rateLimit": -5}, "rateLimit must be a number from 0 on; it is -5"),
        ({"iamRole": ""}, 'iamRole must be said; it is ""'),
        ({"command": "todo"}, 'command must be a path from the root on; it is "todo"'),
        ({"store": "mysql:x"}, "store must be dynamodb:TABLE, or sqlite:PATH inside dataVolume; it is 'mysql:x'"),
        ({"callers": [{}]}, "each of callers must have a podSelector, a namespaceSelector or an ipBlock"),
        *(
            (
                {name: value},
                f"{name} must be 1 to 63 small letters, digits and hyphens, with no hyphen at an end; it is "
                f"{json.dumps(value)}",
            )
            for name, value in (
                ("configName", "-x"),
                ("namespace", "Pre_Staging"),
                ("namespace", ""),
                ("serviceName", "x" * 64),
                ("tlsSecret", "a.b"),
            )
        ),
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


@pytest.mark.parametrize("missing", ["jwtIssuer", "jwtAudience", "jwtJwks", "tlsSecret"])
def test_a_token_is_checked_whole_and_under_tls(missing: str) -> None:
    assert refusal("common", _OWN | _JWT | {missing: None}) == (
        f"{missing} must be set where identity is 'jwt'; a token is checked by all four of jwtIssuer, jwtAudience, "
        "jwtJwks, tlsSecret"
    )


@pytest.mark.parametrize("url", ["http://id.example.com/keys", "https://id.example.com:8443/keys", "/keys.json"])
def test_keys_come_from_where_pods_may_reach(url: str) -> None:
    said = refusal("common", _OWN | _JWT | {"jwtJwks": url})
    assert said == f"jwtJwks must be an https URL without a port, which is 443; it is '{url}'"


def test_pods_reach_the_keys_whatever_their_store_is() -> None:
    file = {"store": "sqlite:/data/todo.db", "dataVolume": {"size": "1Gi", "path": "/data"}, "maxReplicas": 1}
    by_port = {"ports": [{"port": 443, "protocol": "TCP"}]}
    for store, times in ((file, 0), ({}, 1)):
        for who, more in (({}, 0), (_JWT, 1)):
            egress = one("NetworkPolicy", manifest_of("common", _OWN | store | who))["spec"]["egress"]
            assert egress.count(by_port) == min(1, times + more)


def test_a_certificate_is_mounted_for_the_server_alone_and_named_to_it() -> None:
    manifest = manifest_of("common", _OWN | {"tlsSecret": "front"})
    pod = one("Deployment", manifest)["spec"]["template"]["spec"]
    assert pod["volumes"] == [{"name": "tls", "secret": {"secretName": "front", "defaultMode": 0o440}}]
    assert pod["containers"][0]["volumeMounts"] == [{"name": "tls", "mountPath": "/tls", "readOnly": True}]
    assert pod["securityContext"]["fsGroup"] == 10001
    settings = one("ConfigMap", manifest)["data"]
    assert (settings["TODO_TLS_CERTIFICATE"], settings["TODO_TLS_KEY"]) == ("/tls/tls.crt", "/tls/tls.key")


@pytest.mark.parametrize("environment", _ENVIRONMENTS, ids=lambda each: each.name)
def test_the_server_takes_the_settings_that_it_is_given(environment: Environment, tmp_path: Path) -> None:
    """But for the certificate's files, which are on no machine of ours."""
    told = dict(one("ConfigMap", render(_MONOREPO, environment, "1", "1"))["data"])
    if "TODO_TLS_CERTIFICATE" in told:
        files = write_certificate(tmp_path)
        told |= {"TODO_TLS_CERTIFICATE": str(files.certificate), "TODO_TLS_KEY": str(files.key)}
    settings = read_settings({}, told)
    assert settings.server.strangers == ()
    assert (settings.identity.tokens is None) == (environment.name != "prod")


def test_prod_never_lets_anyone_call() -> None:
    prod = next(each for each in _ENVIRONMENTS if each.name == "prod")
    source = prod.jsonnet.read_text().replace("{\n", "{\n  identity: 'none',\n", 1)
    with pytest.raises(RenderError, match="identity must be 'jwt' in prod"):
        evaluate(_MONOREPO, prod.jsonnet, source, {"version": "1", "configVersion": "1"})


def test_prod_scales_as_its_settings_say() -> None:
    spec = one("HorizontalPodAutoscaler", manifest_of("prod", {}))["spec"]
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


def test_a_file_is_where_its_volume_is() -> None:
    said = refusal("local", {"store": "sqlite:/elsewhere/todo.db"})
    assert said == "store must be a file in dataVolume's path, /data; it is 'sqlite:/elsewhere/todo.db'"


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
