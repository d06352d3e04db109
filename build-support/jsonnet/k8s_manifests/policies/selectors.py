"""What selects pods selects those of a Deployment, and the port that a Service names is theirs."""

from collections.abc import Iterator, Sequence

from k8s_manifests.policies.objects import Object, called, of_kind, pod_labels, pod_of, selects


def problems(objects: Sequence[Object]) -> Iterator[str]:
    deployments = of_kind(objects, "Deployment")
    for deployment in deployments:
        if not selects(deployment["spec"]["selector"].get("matchLabels", {}), pod_labels(deployment)):
            yield f"{called(deployment)}: its selector does not select its own pods"
    services = of_kind(objects, "Service")
    for service in services:
        behind = [each for each in deployments if selects(service["spec"].get("selector", {}), pod_labels(each))]
        if len(behind) != 1:
            yield f"{called(service)}: it must select the pods of exactly one Deployment"
        named = {
            port["name"] for each in behind for container in pod_of(each)["containers"] for port in container["ports"]
        }
        for port in service["spec"]["ports"]:
            if behind and port.get("targetPort") not in named:
                yield f"{called(service)}: its pods have no port named {port.get('targetPort')}"
            if port.get("protocol") != "TCP":
                yield f"{called(service)}: the protocol of port {port['port']} must be said"
    if deployments and not any(each["spec"].get("clusterIP") == "None" for each in services):
        yield "there is no headless Service, over whose pods clients could balance"
