"""Each container is probed by gRPC: its start too, readiness for a named service, liveness for no store."""

from collections.abc import Iterator, Sequence

from k8s_manifests.policies.objects import Object, called, containers


def problems(objects: Sequence[Object]) -> Iterator[str]:
    for deployment, container in containers(objects):
        who = f"{called(deployment)}, container {container['name']}"
        ports = [port["containerPort"] for port in container.get("ports", ())]
        for name in ("startupProbe", "readinessProbe", "livenessProbe"):
            probe = container.get(name, {}).get("grpc")
            if probe is None:
                yield f"{who}: {name} must ask by gRPC"
                continue
            if probe["port"] not in ports:
                yield f"{who}: {name} asks at port {probe['port']}, which the container does not have"
            named = bool(probe.get("service"))
            if named != (name == "readinessProbe"):
                wanted = (
                    "for a service by name" if name == "readinessProbe" else "for the empty name, which is no store's"
                )
                yield f"{who}: {name} must ask {wanted}"
