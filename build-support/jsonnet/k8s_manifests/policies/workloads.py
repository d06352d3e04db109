"""What runs pods is a Deployment, at which the other policies look; whatever else would run some is refused."""

from collections.abc import Iterator, Sequence

from k8s_manifests.policies.objects import Object, called

_ANYTHING_ELSE = {
    "CronJob",
    "DaemonSet",
    "Job",
    "Pod",
    "PodTemplate",
    "ReplicaSet",
    "ReplicationController",
    "StatefulSet",
}


def problems(objects: Sequence[Object]) -> Iterator[str]:
    for each in objects:
        if each["kind"] in _ANYTHING_ELSE:
            yield f"{called(each)}: pods must be a Deployment's, as no policy looks at those of a {each['kind']}"
