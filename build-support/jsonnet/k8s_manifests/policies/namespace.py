"""All objects are in one namespace, which each of them says: what protects pods does so in its own alone."""

from collections.abc import Iterator, Sequence

from k8s_manifests.policies.objects import Object, called


def problems(objects: Sequence[Object]) -> Iterator[str]:
    wanted = next((said for each in objects if each["kind"] == "Deployment" and (said := _namespace(each))), "")
    for each in objects:
        if not _namespace(each):
            yield f"{called(each)}: metadata.namespace must be said, or it is the one that kubectl is set to"
        elif _namespace(each) != wanted:
            yield f"{called(each)}: its namespace must be that of the pods, {wanted}; it is {_namespace(each)}"


def _namespace(each: Object) -> str:
    said: str = each["metadata"].get("namespace", "")
    return said
