"""Each policy has manifests that break it."""

from collections.abc import Mapping

import pytest

from k8s_manifests.policies.every import POLICIES
from k8s_manifests.policies.testing import REMOVED, changed

_POD = "Deployment/spec/template/spec"
_CONTAINER = f"{_POD}/containers/0"
_SAFE_CONTEXT = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "readOnlyRootFilesystem": True,
}

# By policy: in which environment what is changed to what, and what the policy says of it.
_FAILING: Mapping[str, list[tuple[str, str, object, *tuple[str, ...]]]] = {
    "config_map": [
        ("dev", "ConfigMap/immutable", REMOVED, "ConfigMap todo-k8s-config-1: immutable must be true"),
        (
            "dev",
            "Deployment/spec/template/metadata/labels/configVersion",
            "2",
            "Deployment todo-k8s: its pods must carry the configVersion that ConfigMap todo-k8s-config-1 ends with",
        ),
        ("dev", f"{_CONTAINER}/envFrom", REMOVED, "ConfigMap todo-k8s-config-1: no Deployment uses it"),
        ("dev", "ConfigMap", REMOVED, "Deployment todo-k8s: there is no ConfigMap todo-k8s-config-1"),
        *(
            (
                "prod",
                f"{_CONTAINER}/{name}",
                value,
                "Deployment todo-k8s: its settings must be in ConfigMaps alone, not in env, args or command",
            )
            for name, value in (
                ("env", [{"name": "TODO_IDENTITY", "value": "none"}]),
                ("args", ["--identity=none"]),
                ("command", ["/offerup/todo-k8s-server.pex", "--identity=none"]),
            )
        ),
        (
            "prod",
            f"{_CONTAINER}/envFrom/0/configMapRef/optional",
            True,
            "Deployment todo-k8s: envFrom must be ConfigMaps alone, none optional or prefixed",
        ),
    ],
    "data_volume": [
        ("local", "PersistentVolumeClaim", REMOVED, "there is no PersistentVolumeClaim todo-k8s, which pods mount"),
        (
            "local",
            f"{_POD}/volumes/0",
            {"name": "data", "persistentVolumeClaim": {"claimName": "other"}},
            "there is no PersistentVolumeClaim other, which pods mount",
            "PersistentVolumeClaim todo-k8s: no Deployment mounts it",
        ),
        (
            "local",
            "PersistentVolumeClaim/spec/accessModes",
            ["ReadWriteMany"],
            "PersistentVolumeClaim todo-k8s: accessModes must be ReadWriteOnce or ReadWriteOncePod, "
            "the store is one process's",
        ),
        (
            "local",
            "PersistentVolumeClaim/spec/resources/requests",
            REMOVED,
            "PersistentVolumeClaim todo-k8s: resources.requests.storage must be said",
        ),
        (
            "local",
            f"{_CONTAINER}/volumeMounts",
            REMOVED,
            "Deployment todo-k8s: /data/todo.db must lie on a volume that outlives the pod",
        ),
        (
            "local",
            f"{_POD}/securityContext/fsGroup",
            REMOVED,
            "Deployment todo-k8s: securityContext.fsGroup must be said, or its volume is root's alone to write",
        ),
    ],
    "disruption_budget": [
        (
            "dev",
            "PodDisruptionBudget",
            REMOVED,
            "Deployment todo-k8s: exactly one PodDisruptionBudget must select its pods",
        ),
        (
            "dev",
            "PodDisruptionBudget/spec/maxUnavailable",
            0,
            "PodDisruptionBudget todo-k8s: maxUnavailable must be a number from 1 on, or no node could be drained",
        ),
        (
            "dev",
            "PodDisruptionBudget/spec/unhealthyPodEvictionPolicy",
            REMOVED,
            "PodDisruptionBudget todo-k8s: unhealthyPodEvictionPolicy must be AlwaysAllow",
        ),
    ],
    "drain_budget": [
        (
            "dev",
            f"{_POD}/terminationGracePeriodSeconds",
            29,
            "Deployment todo-k8s: terminationGracePeriodSeconds must be at least 30; it is 29",
        ),
        (
            "dev",
            "ConfigMap/data/TODO_DRAIN_GRACE",
            REMOVED,
            "Deployment todo-k8s: its settings must say how long it drains (…_DRAIN_DELAY and …_DRAIN_GRACE)",
        ),
    ],
    "identity": [
        (
            "prod",
            "ConfigMap/data/TODO_IDENTITY",
            "none",
            "Deployment todo-k8s: in prod callers must be asked who they are (…_IDENTITY=jwt)",
        ),
        (
            "prod",
            "ConfigMap/data/TODO_IDENTITY",
            REMOVED,
            "Deployment todo-k8s: in prod callers must be asked who they are (…_IDENTITY=jwt)",
        ),
        *(
            (
                "prod",
                "ConfigMap/data/TODO_RATE_LIMIT",
                value,
                "Deployment todo-k8s: in prod the calls of one user must have a limit (…_RATE_LIMIT)",
            )
            for value in ("0", REMOVED)
        ),
        (
            "prod",
            "ConfigMap/data/TODO_JWT_AUDIENCE",
            REMOVED,
            "Deployment todo-k8s: …_JWT_AUDIENCE must be said where callers are asked for a token",
        ),
        (
            "prod",
            "ConfigMap/data/TODO_JWT_JWKS",
            "http://id.example.com/jwks.json",
            "Deployment todo-k8s: …_JWT_JWKS must be an https URL, or whoever changes the keys on their way could be "
            "anyone",
        ),
        (
            "prod",
            "ConfigMap/data/TODO_TLS_KEY",
            REMOVED,
            "Deployment todo-k8s: tokens must travel under TLS (…_TLS_CERTIFICATE and …_TLS_KEY)",
        ),
        (
            "prod",
            "ConfigMap/data/TODO_INSECURE_PLAINTEXT",
            "true",
            "Deployment todo-k8s: TODO_INSECURE_PLAINTEXT must be left out where callers are asked for a token",
        ),
        (
            "prod",
            f"{_POD}/volumes",
            [],
            "Deployment todo-k8s: /tls/tls.crt must lie in a Secret",
            "Deployment todo-k8s: /tls/tls.key must lie in a Secret",
        ),
        (
            "prod",
            f"{_CONTAINER}/volumeMounts/0/readOnly",
            False,
            "Deployment todo-k8s, /tls: readOnly must be true",
        ),
        (
            "prod",
            f"{_CONTAINER}/volumeMounts/0/subPath",
            "tls.crt",
            "Deployment todo-k8s, /tls: it must have no subPath, under which a kubelet renews nothing",
        ),
        *(
            (
                "prod",
                f"{_POD}/volumes/0/secret/{name}",
                value,
                "Deployment todo-k8s, /tls: defaultMode must be 0440 or less, and so must the mode of each item",
            )
            for name, value in (
                ("defaultMode", REMOVED),
                ("items", [{"key": "tls.key", "path": "tls.key", "mode": 0o444}]),
            )
        ),
        (
            "prod",
            f"{_POD}/securityContext/fsGroup",
            REMOVED,
            "Deployment todo-k8s: securityContext.fsGroup must be said, or its Secret is root's alone to read",
        ),
        (
            "prod",
            f"{_POD}/volumes/0/secret/secretName",
            REMOVED,
            "Deployment todo-k8s, /tls: secretName must be said",
        ),
        (
            "dev",
            "ConfigMap/data/TODO_IDENTITY",
            REMOVED,
            "Deployment todo-k8s: that nobody is asked who calls must be said in so many words (…_IDENTITY=none)",
        ),
    ],
    "namespace": [
        (
            "dev",
            "NetworkPolicy/metadata/namespace",
            REMOVED,
            "NetworkPolicy todo-k8s: metadata.namespace must be said, or it is the one that kubectl is set to",
        ),
        (
            "dev",
            "PodDisruptionBudget/metadata/namespace",
            "other",
            "PodDisruptionBudget todo-k8s: its namespace must be that of the pods, pre-staging; it is other",
        ),
    ],
    "network_policy": [
        ("dev", "NetworkPolicy", REMOVED, "Deployment todo-k8s: no NetworkPolicy selects its pods"),
        (
            "dev",
            f"{_CONTAINER}/ports/0/containerPort",
            9000,
            "Deployment todo-k8s: no NetworkPolicy lets callers in at 9000",
        ),
        (
            "dev",
            "NetworkPolicy/spec/policyTypes/1",
            REMOVED,
            "NetworkPolicy todo-k8s: policyTypes must be Ingress and Egress",
        ),
        (
            "dev",
            "NetworkPolicy/spec/ingress/0/from",
            [],
            "NetworkPolicy todo-k8s: each ingress rule must say who and at which ports, or everyone may",
        ),
        (
            "dev",
            "NetworkPolicy/spec/egress/1/ports",
            REMOVED,
            "NetworkPolicy todo-k8s: each egress rule must say at which ports",
        ),
        (
            "dev",
            "NetworkPolicy/spec/egress/2/to",
            REMOVED,
            "NetworkPolicy todo-k8s: the egress rule for TCP 80 must say whom, or it is open to everyone",
        ),
        (
            "dev",
            "NetworkPolicy/spec/egress/2/to/0/ipBlock/cidr",
            "0.0.0.0/0",
            "NetworkPolicy todo-k8s: the egress rule for TCP 80 must say whom, or it is open to everyone",
        ),
        (
            "local",
            "NetworkPolicy/spec/egress/0",
            {"to": [{"namespaceSelector": {}}], "ports": [{"protocol": "UDP", "port": 53}]},
            "NetworkPolicy todo-k8s: the egress rule for UDP 53 must say whom, or it is open to everyone",
        ),
        (
            "dev",
            "NetworkPolicy/spec/egress/1/ports/0/endPort",
            65535,
            "NetworkPolicy todo-k8s: the egress rule for TCP 443-65535 must say whom, or it is open to everyone",
        ),
    ],
    "probes": [
        (
            "dev",
            f"{_CONTAINER}/readinessProbe/grpc/service",
            "",
            "Deployment todo-k8s, container todo-k8s: readinessProbe must ask for a service by name",
        ),
        (
            "dev",
            f"{_CONTAINER}/livenessProbe/grpc/service",
            "todo.v1.TaskService",
            "Deployment todo-k8s, container todo-k8s: livenessProbe must ask for the empty name, which is no store's",
        ),
        (
            "dev",
            f"{_CONTAINER}/livenessProbe/grpc/port",
            1,
            "Deployment todo-k8s, container todo-k8s: livenessProbe asks at port 1, which the container does not have",
        ),
        (
            "dev",
            f"{_CONTAINER}/startupProbe",
            REMOVED,
            "Deployment todo-k8s, container todo-k8s: startupProbe must ask by gRPC",
        ),
    ],
    "requests_and_limits": [
        (
            "dev",
            f"{_CONTAINER}/resources/limits/memory",
            REMOVED,
            "Deployment todo-k8s, container todo-k8s: resources.limits.memory must be said",
        ),
    ],
    "restricted_pod_security": [
        (
            "dev",
            f"{_CONTAINER}/securityContext/capabilities",
            {"drop": ["NET_RAW"]},
            "Deployment todo-k8s, container todo-k8s: securityContext.capabilities must be {'drop': ['ALL']}",
        ),
        (
            "dev",
            f"{_POD}/securityContext/runAsUser",
            0,
            "Deployment todo-k8s: runAsUser must be a number that is not root's",
        ),
        (
            "dev",
            f"{_POD}/automountServiceAccountToken",
            REMOVED,
            "Deployment todo-k8s: automountServiceAccountToken must be false",
        ),
        (
            "dev",
            f"{_POD}/hostNetwork",
            True,
            "Deployment todo-k8s: hostNetwork must be left out, the node's own is not for pods",
        ),
        (
            "dev",
            f"{_POD}/hostPID",
            True,
            "Deployment todo-k8s: hostPID must be left out, the node's own is not for pods",
        ),
        (
            "dev",
            f"{_POD}/hostIPC",
            True,
            "Deployment todo-k8s: hostIPC must be left out, the node's own is not for pods",
        ),
        (
            "dev",
            f"{_POD}/volumes",
            [{"name": "node", "hostPath": {"path": "/"}}],
            "Deployment todo-k8s: volume node must not be a hostPath",
        ),
        (
            "dev",
            f"{_POD}/securityContext/sysctls",
            [{"name": "kernel.msgmax", "value": "1"}],
            "Deployment todo-k8s: securityContext.sysctls must be left out",
        ),
        (
            "dev",
            f"{_CONTAINER}/securityContext/privileged",
            True,
            "Deployment todo-k8s, container todo-k8s: securityContext.privileged must be False",
        ),
        (
            "dev",
            f"{_CONTAINER}/securityContext/procMount",
            "Unmasked",
            "Deployment todo-k8s, container todo-k8s: securityContext.procMount must be Default",
        ),
        (
            "dev",
            f"{_CONTAINER}/securityContext/runAsNonRoot",
            False,
            "Deployment todo-k8s, container todo-k8s: securityContext.runAsNonRoot must be True",
        ),
        (
            "dev",
            f"{_CONTAINER}/securityContext/seccompProfile",
            {"type": "Unconfined"},
            "Deployment todo-k8s, container todo-k8s: securityContext.seccompProfile must be "
            "{'type': 'RuntimeDefault'}",
        ),
        (
            "dev",
            f"{_CONTAINER}/securityContext/runAsUser",
            0,
            "Deployment todo-k8s, container todo-k8s: runAsUser must be a number that is not root's",
        ),
        (
            "dev",
            f"{_CONTAINER}/securityContext/runAsGroup",
            0,
            "Deployment todo-k8s, container todo-k8s: runAsGroup must be a number that is not root's",
        ),
        (
            "dev",
            f"{_CONTAINER}/securityContext/seLinuxOptions",
            {"user": "root"},
            "Deployment todo-k8s, container todo-k8s: securityContext.seLinuxOptions must be left out",
        ),
        (
            "dev",
            f"{_CONTAINER}/securityContext/appArmorProfile",
            {"type": "Unconfined"},
            "Deployment todo-k8s, container todo-k8s: securityContext.appArmorProfile must be left out",
        ),
        (
            "dev",
            f"{_CONTAINER}/securityContext/windowsOptions",
            {"hostProcess": True},
            "Deployment todo-k8s, container todo-k8s: securityContext.windowsOptions must be left out",
        ),
        (
            "dev",
            f"{_CONTAINER}/ports/0/hostPort",
            8081,
            "Deployment todo-k8s, container todo-k8s: port 8081 must have no hostPort",
        ),
        (
            "dev",
            f"{_CONTAINER}/lifecycle",
            {"preStop": {"httpGet": {"host": "169.254.169.254", "port": 80}}},
            "Deployment todo-k8s, container todo-k8s: probes and hooks must name no host, a kubelet would ask it",
        ),
        (
            "dev",
            f"{_POD}/initContainers",
            [{"name": "other", "securityContext": _SAFE_CONTEXT | {"privileged": True}}],
            "Deployment todo-k8s, container other: securityContext.privileged must be False",
        ),
        (
            "dev",
            f"{_POD}/ephemeralContainers",
            [{"name": "other", "securityContext": _SAFE_CONTEXT | {"privileged": True}}],
            "Deployment todo-k8s, container other: securityContext.privileged must be False",
        ),
    ],
    "scaling": [
        (
            "dev",
            "Deployment/spec/replicas",
            2,
            "Deployment todo-k8s: replicas must be left out, each apply would undo what the autoscaler did",
        ),
        (
            "dev",
            "HorizontalPodAutoscaler",
            REMOVED,
            "Deployment todo-k8s: it needs replicas or an autoscaler; without either it is 1",
        ),
        (
            "dev",
            "HorizontalPodAutoscaler/spec/behavior",
            {"scaleUp": {"selectPolicy": "Max"}},
            "HorizontalPodAutoscaler todo-k8s: behavior.scaleDown must be said",
        ),
        (
            "dev",
            "Deployment/spec/strategy/rollingUpdate/maxUnavailable",
            1,
            "Deployment todo-k8s: rollingUpdate.maxUnavailable must be 0",
        ),
        (
            "local",
            "Deployment/spec/strategy/type",
            "RollingUpdate",
            "Deployment todo-k8s: with a volume of its own it must be one pod, replaced by Recreate",
        ),
    ],
    "selectors": [
        (
            "dev",
            "Service.0/spec/selector/app",
            "other",
            "Service todo-k8s: it must select the pods of exactly one Deployment",
        ),
        ("dev", "Service.0/spec/ports/0/targetPort", "http", "Service todo-k8s: its pods have no port named http"),
        ("dev", "Service.1", REMOVED, "there is no headless Service, over whose pods clients could balance"),
        (
            "dev",
            "Deployment/spec/selector/matchLabels/app",
            "other",
            "Deployment todo-k8s: its selector does not select its own pods",
        ),
    ],
    "topology_spread": [
        (
            "dev",
            f"{_POD}/topologySpreadConstraints/0",
            REMOVED,
            "Deployment todo-k8s: topologySpreadConstraints lack kubernetes.io/hostname",
        ),
        (
            "dev",
            f"{_POD}/topologySpreadConstraints/1/labelSelector/matchLabels/app",
            "other",
            "Deployment todo-k8s: the spread over topology.kubernetes.io/zone counts by labels that its pods lack",
        ),
    ],
    "workloads": [
        (
            "dev",
            "PodDisruptionBudget/kind",
            "StatefulSet",
            "StatefulSet todo-k8s: pods must be a Deployment's, as no policy looks at those of a StatefulSet",
        ),
    ],
}


@pytest.mark.parametrize(
    ("policy", "environment", "path", "value", "said"),
    [
        (policy, *case, said)
        for policy, cases in _FAILING.items()
        for case, said in ((each[:3], list(each[3:])) for each in cases)
    ],
)
def test_a_policy_says_what_breaks_it(policy: str, environment: str, path: str, value: object, said: list[str]) -> None:
    assert list(POLICIES[policy](changed(environment, path, value))) == said


def test_every_policy_has_its_failing_manifests() -> None:
    assert set(_FAILING) == set(POLICIES)
