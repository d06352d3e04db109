"""Whether a manifest's objects are what Kubernetes knows, strictly: an unknown field is an error."""

import json

import kubernetes_validate  # type: ignore[import-untyped] # It is annotated, but ships no py.typed.

# The oldest that has gRPC probes for good, one in the middle, and the newest that the validator knows.
KUBERNETES_VERSIONS = ("1.27", "1.32", ".".join(kubernetes_validate.latest_version().split(".")[:2]))


def require_valid(manifest: str, kubernetes: str) -> None:
    """Raises kubernetes_validate.ValidationError, which names the object and the field."""
    objects = json.loads(manifest)["items"]
    if not objects:
        raise ValueError("the manifest holds no objects")
    for each in objects:
        used = kubernetes_validate.validate(each, kubernetes, strict=True)
        if used != kubernetes:
            raise ValueError(f"the validator has no schema of Kubernetes {kubernetes}; it took {used}")
