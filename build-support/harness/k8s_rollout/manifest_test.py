import copy
from typing import Any

import pytest

from k8s_rollout.manifest import (
    Container,
    NotSimulated,
    PreStop,
    Probe,
    Service,
    Workload,
    service_of,
    workload_of,
)

PROBE = {"grpc": {"port": 9000, "service": "shop.Till"}, "initialDelaySeconds": 1, "periodSeconds": 2}

SERVICE = {"kind": "Service", "metadata": {"name": "till", "namespace": "shop"}}
PORTS = [{"port": 8000, "targetPort": "grpc"}]


def manifest() -> Any:
    container = {
        "command": ["/till", "serve"],
        "args": ["--fast"],
        "env": [{"name": "B", "value": "own"}],
        "envFrom": [{"configMapRef": {"name": "settings"}}],
        "ports": [{"name": "grpc", "containerPort": 8000}],
        "readinessProbe": PROBE | {"timeoutSeconds": 3, "failureThreshold": 4, "successThreshold": 5},
        "lifecycle": {"preStop": {"sleep": {"seconds": 6}}},
    }
    pod = {"containers": [container], "terminationGracePeriodSeconds": 7}
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 2, "maxUnavailable": "50%"}}
    return [
        {"kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"A": "a", "B": "b"}},
        {"kind": "ConfigMap", "metadata": {"name": "others"}, "data": {"A": "x"}},
        {"kind": "HorizontalPodAutoscaler", "spec": {"minReplicas": 3}},
        {
            "kind": "Deployment",
            "spec": {
                "strategy": strategy,
                "template": {"spec": pod},
                "minReadySeconds": 8,
                "progressDeadlineSeconds": 9,
            },
        },
        SERVICE | {"spec": {"ports": PORTS}},
        SERVICE | {"metadata": {"name": "tills", "namespace": "shop"}, "spec": {"ports": PORTS, "clusterIP": "None"}},
    ]


def container(objects: Any) -> Any:
    return next(each for each in objects if each["kind"] == "Deployment")["spec"]["template"]["spec"]["containers"][0]


def test_all_that_a_manifest_says() -> None:
    assert workload_of(manifest()) == Workload(
        Container(
            ("/till", "serve", "--fast"),
            {"A": "a", "B": "own"},
            readiness=Probe(9000, "shop.Till", 1, 2, 3, 4, 5),
            pre_stop=PreStop(sleep=6),
        ),
        replicas=3,
        max_surge=2,
        max_unavailable=1,
        min_ready=8,
        grace=7,
        progress_deadline=9,
    )


def test_what_it_leaves_out_is_as_kubernetes_has_it() -> None:
    spare = {"containers": [{"command": ["/till"], "livenessProbe": {"grpc": {"port": 9000}}}]}
    objects: Any = [{"kind": "Deployment", "spec": {"replicas": 5, "template": {"spec": spare}}}]
    liveness = Probe(9000, "", 0, 10, 1, 3, 1)
    assert workload_of(objects) == Workload(Container(("/till",), {}, liveness=liveness), 5, 2, 1, 0, 30, 600)


def test_the_services_before_the_pods() -> None:
    assert service_of(manifest(), headless=False) == Service("till.shop.svc.cluster.local", 8000)
    assert service_of(manifest(), headless=True) == Service("tills.shop.svc.cluster.local", 8000)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("livenessProbe", {"tcpSocket": {"port": 1}}, "a probe by other means than gRPC: {'tcpSocket': {'port': 1}}"),
        ("lifecycle", {"preStop": {"httpGet": {}}}, "preStop by httpGet"),
    ],
)
def test_what_is_not_simulated_is_refused(field: str, value: object, said: str) -> None:
    objects = copy.deepcopy(manifest())
    container(objects)[field] = value
    with pytest.raises(NotSimulated) as refused:
        workload_of(objects)
    assert str(refused.value) == said
