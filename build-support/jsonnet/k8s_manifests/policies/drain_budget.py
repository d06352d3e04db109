"""A pod that ends has the time that its server takes to drain."""

from collections.abc import Iterator, Sequence

from k8s_manifests.policies.objects import Object, called, of_kind, pod_of

_TO_EXIT = 5
_SETTINGS = ("_DRAIN_DELAY", "_DRAIN_GRACE")


def problems(objects: Sequence[Object]) -> Iterator[str]:
    maps = {each["metadata"]["name"]: each.get("data", {}) for each in of_kind(objects, "ConfigMap")}
    for deployment in of_kind(objects, "Deployment"):
        pod = pod_of(deployment)
        data = [maps.get(name, {}) for container in pod["containers"] for name in _maps_of(container)]
        told = [float(value) for each in data for name, value in each.items() if name.endswith(_SETTINGS)]
        if len(told) != len(_SETTINGS):
            yield f"{called(deployment)}: its settings must say how long it drains (…_DRAIN_DELAY and …_DRAIN_GRACE)"
        needed, given = sum(told) + _TO_EXIT, pod.get("terminationGracePeriodSeconds", 0)
        if given < needed:
            yield f"{called(deployment)}: terminationGracePeriodSeconds must be at least {needed:g}; it is {given}"


def _maps_of(container: Object) -> list[str]:
    return [each["configMapRef"]["name"] for each in container.get("envFrom", ()) if "configMapRef" in each]
