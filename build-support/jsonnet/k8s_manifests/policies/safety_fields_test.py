"""In no environment can a field that keeps pods safe be lost unnoticed, whatever the goldens say."""

from fnmatch import fnmatchcase

import pytest

from k8s_manifests.policies.every import problems_of
from k8s_manifests.policies.testing import REMOVED, changed, field_paths, manifest

_POD_PATH = "Deployment.0/spec/template/spec"

# What a manifest may lose and still run as safely: Kubernetes' own default is the same, or what is lost only makes the
# pods run worse or not at all, which a rollout says at once.
_NO_SAFETY = (
    "*.?/metadata/labels*",
    # No cluster takes an object without a name.
    "*.?/metadata/name",
    "ConfigMap.0/data/TODO_*",
    "Deployment.0/spec/strategy/*",
    "Deployment.0/spec/template/metadata/annotations*",
    "Deployment.0/spec/template/metadata/labels/version",
    f"{_POD_PATH}/containers/0/command*",
    f"{_POD_PATH}/containers/0/image*",
    f"{_POD_PATH}/containers/0/livenessProbe/*",
    f"{_POD_PATH}/containers/0/ports/0/protocol",
    f"{_POD_PATH}/containers/0/ports/1/protocol",
    f"{_POD_PATH}/containers/0/readinessProbe/*",
    f"{_POD_PATH}/containers/0/startupProbe/*",
    f"{_POD_PATH}/containers/0/terminationMessagePath",
    f"{_POD_PATH}/dnsPolicy",
    f"{_POD_PATH}/restartPolicy",
    f"{_POD_PATH}/topologySpreadConstraints/*",
    "HorizontalPodAutoscaler.0/spec/*",
    # An egress rule that is lost, or one of its two ports, lets pods reach less.
    "NetworkPolicy.0/spec/egress",
    "NetworkPolicy.0/spec/egress/?",
    "NetworkPolicy.0/spec/egress/0/ports/?",
    "NetworkPolicy.0/spec/egress/?/ports/?/protocol",
    "NetworkPolicy.0/spec/egress/0/to/0/namespaceSelector",
    "NetworkPolicy.0/spec/ingress/0/from/0/podSelector*",
    "NetworkPolicy.0/spec/ingress/0/ports/0/protocol",
    # One address for all pods, which clients that balance do not need.
    "Service.0",
    "Service.0/spec/*",
    "Service.1/spec/*",
)
# Inside those, what may not be lost all the same.
_SAFETY = (
    "ConfigMap.0/data/TODO_DRAIN_DELAY",
    "ConfigMap.0/data/TODO_DRAIN_GRACE",
    "ConfigMap.0/data/TODO_IDENTITY",
    "ConfigMap.0/data/TODO_JWT_AUDIENCE",
    "ConfigMap.0/data/TODO_JWT_ISSUER",
    "ConfigMap.0/data/TODO_JWT_JWKS",
    "ConfigMap.0/data/TODO_TLS_CERTIFICATE",
    "ConfigMap.0/data/TODO_TLS_KEY",
    "Deployment.0/spec/strategy/rollingUpdate/maxUnavailable",
    f"{_POD_PATH}/containers/0/livenessProbe/grpc",
    f"{_POD_PATH}/containers/0/readinessProbe/grpc",
    f"{_POD_PATH}/containers/0/readinessProbe/grpc/service",
    f"{_POD_PATH}/containers/0/startupProbe/grpc",
    f"{_POD_PATH}/topologySpreadConstraints/0",
    f"{_POD_PATH}/topologySpreadConstraints/0/labelSelector/matchLabels/app",
    f"{_POD_PATH}/topologySpreadConstraints/0/matchLabelKeys",
    f"{_POD_PATH}/topologySpreadConstraints/1",
    "HorizontalPodAutoscaler.0/spec/behavior/scaleDown",
    "HorizontalPodAutoscaler.0/spec/behavior/scaleUp",
    "Service.0/spec/selector/app",
    "Service.1/spec/clusterIP",
)


_ENVIRONMENTS = ("dev", "local", "prod")
_FIELDS = [(environment, path) for environment in _ENVIRONMENTS for path in field_paths(manifest(environment))]


@pytest.mark.parametrize(("environment", "path"), _FIELDS)
def test_no_field_that_keeps_pods_safe_is_lost_unnoticed(environment: str, path: str) -> None:
    if path in _SAFETY or not any(fnmatchcase(path, pattern) for pattern in _NO_SAFETY):
        assert _problems_without(environment, path)


@pytest.mark.parametrize("pattern", _NO_SAFETY)
def test_no_exception_outlives_its_field(pattern: str) -> None:
    assert not all(_problems_without(*field) for field in _FIELDS if fnmatchcase(field[1], pattern))


@pytest.mark.parametrize("path", _SAFETY)
def test_no_field_of_safety_outlives_itself(path: str) -> None:
    assert path in [field for _, field in _FIELDS]


def test_the_manifests_of_today_break_no_policy() -> None:
    assert {name: problems_of(manifest(name)) for name in _ENVIRONMENTS} == {name: [] for name in _ENVIRONMENTS}


def _problems_without(environment: str, path: str) -> list[str]:
    try:
        return problems_of(changed(environment, path, REMOVED))
    except (KeyError, IndexError) as error:
        return [f"every such object has {error}, which Kubernetes requires"]
