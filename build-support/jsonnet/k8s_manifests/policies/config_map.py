"""Settings are in ConfigMaps that never change and that a Deployment uses; their version is the pods' label."""

from collections.abc import Iterator, Sequence

from k8s_manifests.policies.objects import Object, called, containers, of_kind, pod_labels


def problems(objects: Sequence[Object]) -> Iterator[str]:
    maps = {each["metadata"]["name"]: each for each in of_kind(objects, "ConfigMap")}
    used: set[str] = set()
    for deployment, container in containers(objects):
        names = [each["configMapRef"]["name"] for each in container.get("envFrom", ()) if "configMapRef" in each]
        used.update(names)
        for name in names:
            if name not in maps:
                yield f"{called(deployment)}: there is no ConfigMap {name}"
            version = pod_labels(deployment).get("configVersion", "")
            if not version or not name.endswith(f"-{version}"):
                yield f"{called(deployment)}: its pods must carry the configVersion that ConfigMap {name} ends with"
    for name, each in maps.items():
        if each.get("immutable") is not True:
            yield f"{called(each)}: immutable must be true"
        if name not in used:
            yield f"{called(each)}: no Deployment uses it"
