import json

import kubernetes_validate  # type: ignore[import-untyped] # It is annotated, but ships no py.typed.
import pytest

from k8s_manifests.schemas import KUBERNETES_VERSIONS, require_valid


def manifest(**spec: object) -> str:
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "mail"}, "spec": spec}
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": [service]})


@pytest.mark.parametrize("kubernetes", KUBERNETES_VERSIONS)
def test_a_known_object_is_valid(kubernetes: str) -> None:
    require_valid(manifest(ports=[{"port": 1}]), kubernetes)


@pytest.mark.parametrize("kubernetes", KUBERNETES_VERSIONS)
def test_an_unknown_field_is_an_error(kubernetes: str) -> None:
    with pytest.raises(kubernetes_validate.ValidationError, match="prots"):
        require_valid(manifest(prots=[{"port": 1}]), kubernetes)


def test_no_objects_are_an_error() -> None:
    with pytest.raises(ValueError, match="no objects"):
        require_valid('{"items": []}', "1.27")


def test_a_version_without_a_schema_is_an_error() -> None:
    with pytest.raises(ValueError, match="no schema of Kubernetes 1.31.99"):
        require_valid(manifest(), "1.31.99")
