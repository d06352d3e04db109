"""Pods are spread over nodes and zones, by labels that they have."""

from collections.abc import Iterator, Sequence

from k8s_manifests.policies.objects import Object, called, of_kind, pod_labels, pod_of, selects

_KEYS = {"kubernetes.io/hostname", "topology.kubernetes.io/zone"}


def problems(objects: Sequence[Object]) -> Iterator[str]:
    for deployment in of_kind(objects, "Deployment"):
        constraints = pod_of(deployment).get("topologySpreadConstraints", [])
        if missing := _KEYS - {each["topologyKey"] for each in constraints}:
            yield f"{called(deployment)}: topologySpreadConstraints lack {', '.join(sorted(missing))}"
        for each in constraints:
            if not selects(each.get("labelSelector", {}).get("matchLabels", {}), pod_labels(deployment)):
                yield f"{called(deployment)}: the spread over {each['topologyKey']} counts by labels that its pods lack"
            if each.get("matchLabelKeys") != ["pod-template-hash"]:
                yield f"{called(deployment)}: the spread over {each['topologyKey']} must count each version by itself"
