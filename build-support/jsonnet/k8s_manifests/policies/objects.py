"""The objects of a manifest, as policies look at them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

Object: TypeAlias = Mapping[str, Any]
Policy: TypeAlias = Callable[[Sequence[Object]], Iterator[str]]
"""Says what is wrong with a manifest's objects, a sentence each; nothing where they are as they should be."""


def of_kind(objects: Sequence[Object], kind: str) -> list[Object]:
    return [each for each in objects if each["kind"] == kind]


def called(each: Object) -> str:
    return f"{each['kind']} {each['metadata']['name']}"


def pod_of(deployment: Object) -> Object:
    """The specification of its pods."""
    spec: Object = deployment["spec"]["template"]["spec"]
    return spec


def pod_labels(deployment: Object) -> Mapping[str, str]:
    labels: Mapping[str, str] = deployment["spec"]["template"]["metadata"].get("labels", {})
    return labels


def containers(objects: Sequence[Object]) -> Iterator[tuple[Object, Object]]:
    """Each container with its Deployment."""
    for deployment in of_kind(objects, "Deployment"):
        for container in pod_of(deployment)["containers"]:
            yield deployment, container


def containers_of_every_kind(deployment: Object) -> Iterator[Object]:
    """Those that start before the others, and those that debugging adds, too."""
    pod = pod_of(deployment)
    for kind in ("initContainers", "containers", "ephemeralContainers"):
        yield from pod.get(kind) or ()


def selects(selector: Mapping[str, str], labels: Mapping[str, str]) -> bool:
    """An empty selector would take everything, which nobody means."""
    return bool(selector) and selector.items() <= labels.items()


def settings_of(objects: Sequence[Object], container: Object) -> Mapping[str, str]:
    """What the container's environment gets from the manifest's ConfigMaps."""
    maps = {each["metadata"]["name"]: each.get("data", {}) for each in of_kind(objects, "ConfigMap")}
    names = [each["configMapRef"]["name"] for each in container.get("envFrom", ()) if "configMapRef" in each]
    return {name: value for each in names for name, value in maps.get(each, {}).items()}
