"""Settings are in ConfigMaps alone, that never change and that a Deployment uses; their version is the pods' label.

What a container's command line or environment says itself would go before them, and no other policy looks there.
"""

from collections.abc import Iterator, Sequence

from k8s_manifests.policies.objects import Object, called, containers, of_kind, pod_labels


def problems(objects: Sequence[Object]) -> Iterator[str]:
    maps = {each["metadata"]["name"]: each for each in of_kind(objects, "ConfigMap")}
    used: set[str] = set()
    for deployment, container in containers(objects):
        names = [each["configMapRef"]["name"] for each in container.get("envFrom", ()) if "configMapRef" in each]
        used.update(names)
        if container.get("env") or container.get("args") or len(container.get("command", ())) > 1:
            yield f"{called(deployment)}: its settings must be in ConfigMaps alone, not in env, args or command"
        if container.get("envFrom", []) != [{"configMapRef": {"name": name}} for name in names]:
            yield f"{called(deployment)}: envFrom must be ConfigMaps alone, none optional or prefixed"
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
