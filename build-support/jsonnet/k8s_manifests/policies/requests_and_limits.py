"""Containers say what they need and what they may take, of CPU and memory."""

from collections.abc import Iterator, Sequence

from k8s_manifests.policies.objects import Object, called, containers


def problems(objects: Sequence[Object]) -> Iterator[str]:
    for deployment, container in containers(objects):
        resources = container.get("resources", {})
        for kind in ("requests", "limits"):
            for of in ("cpu", "memory"):
                if not resources.get(kind, {}).get(of):
                    yield f"{called(deployment)}, container {container['name']}: resources.{kind}.{of} must be said"
