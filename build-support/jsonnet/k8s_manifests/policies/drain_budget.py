"""A pod that ends has the time that its server takes to drain."""

from collections.abc import Iterator, Sequence

from k8s_manifests.policies.objects import Object, called, of_kind, pod_of, settings_of

_TO_EXIT = 5
_SETTINGS = ("_DRAIN_DELAY", "_DRAIN_GRACE")


def problems(objects: Sequence[Object]) -> Iterator[str]:
    for deployment in of_kind(objects, "Deployment"):
        pod = pod_of(deployment)
        settings = [setting for each in pod["containers"] for setting in settings_of(objects, each).items()]
        told = [float(value) for name, value in settings if name.endswith(_SETTINGS)]
        if len(told) != len(_SETTINGS):
            yield f"{called(deployment)}: its settings must say how long it drains (…_DRAIN_DELAY and …_DRAIN_GRACE)"
        needed, given = sum(told) + _TO_EXIT, pod.get("terminationGracePeriodSeconds", 0)
        if given < needed:
            yield f"{called(deployment)}: terminationGracePeriodSeconds must be at least {needed:g}; it is {given}"
