"""A store that is a file lies on a volume that outlives its pod, for one node at a time, with a size."""

from collections.abc import Iterator, Sequence

from k8s_manifests.policies.objects import Object, called, of_kind, pod_of, settings_of

_FILE = "sqlite:"
_CLAIM = "persistentVolumeClaim"


def problems(objects: Sequence[Object]) -> Iterator[str]:
    claims = of_kind(objects, "PersistentVolumeClaim")
    claimed: set[str] = set()
    for deployment in of_kind(objects, "Deployment"):
        kept = _kept(deployment)
        claimed |= set(kept.values())
        yield from _stores(objects, deployment, kept)
        if kept and not pod_of(deployment).get("securityContext", {}).get("fsGroup"):
            yield f"{called(deployment)}: securityContext.fsGroup must be said, or its volume is root's alone to write"
    for missing in sorted(claimed - {claim["metadata"]["name"] for claim in claims}):
        yield f"there is no PersistentVolumeClaim {missing}, which pods mount"
    for claim in claims:
        if claim["metadata"]["name"] not in claimed:
            yield f"{called(claim)}: no Deployment mounts it"
        if claim["spec"].get("accessModes") not in (["ReadWriteOnce"], ["ReadWriteOncePod"]):
            yield f"{called(claim)}: accessModes must be ReadWriteOnce or ReadWriteOncePod, the store is one process's"
        if not claim["spec"].get("resources", {}).get("requests", {}).get("storage"):
            yield f"{called(claim)}: resources.requests.storage must be said"


def _kept(deployment: Object) -> dict[str, str]:
    """The claims of the pods' volumes, by the volumes' names."""
    volumes = pod_of(deployment).get("volumes", ())
    return {each["name"]: each[_CLAIM]["claimName"] for each in volumes if _CLAIM in each}


def _stores(objects: Sequence[Object], deployment: Object, kept: dict[str, str]) -> Iterator[str]:
    for container in pod_of(deployment)["containers"]:
        mounts = [mount["mountPath"] for mount in container.get("volumeMounts", ()) if mount["name"] in kept]
        for value in settings_of(objects, container).values():
            file = value.removeprefix(_FILE)
            if file != value and not any(file.startswith(f"{folder}/") for folder in mounts):
                yield f"{called(deployment)}: {file} must lie on a volume that outlives the pod"
