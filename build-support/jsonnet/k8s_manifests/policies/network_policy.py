"""Pods are behind a NetworkPolicy for both directions, which lets callers in at every port but the kubelet's own."""

from collections.abc import Iterator, Sequence

from k8s_manifests.policies.objects import Object, called, of_kind, pod_labels, pod_of, selects


def problems(objects: Sequence[Object]) -> Iterator[str]:
    policies = of_kind(objects, "NetworkPolicy")
    for deployment in of_kind(objects, "Deployment"):
        mine = [each for each in policies if selects(_selector(each), pod_labels(deployment))]
        if not mine:
            yield f"{called(deployment)}: no NetworkPolicy selects its pods"
            continue
        rules = [rule for policy in mine for rule in policy["spec"].get("ingress", ())]
        open_ports = {port["port"] for rule in rules for port in rule.get("ports", ())}
        serving = set(_ports(deployment))
        if missing := serving - open_ports:
            yield f"{called(deployment)}: no NetworkPolicy lets callers in at {', '.join(map(str, sorted(missing)))}"
    for policy in policies:
        if sorted(policy["spec"].get("policyTypes", ())) != ["Egress", "Ingress"]:
            yield f"{called(policy)}: policyTypes must be Ingress and Egress"
        if not all(rule.get("from") and rule.get("ports") for rule in policy["spec"].get("ingress", ())):
            yield f"{called(policy)}: each ingress rule must say who and at which ports, or everyone may"
        if not all(rule.get("to") or rule.get("ports") for rule in policy["spec"].get("egress", ())):
            yield f"{called(policy)}: each egress rule must say whom or at which ports"


def _ports(deployment: Object) -> Iterator[int]:
    for container in pod_of(deployment)["containers"]:
        yield from (port["containerPort"] for port in container["ports"] if port.get("name") != "health")


def _selector(policy: Object) -> Object:
    selector: Object = policy["spec"].get("podSelector", {}).get("matchLabels", {})
    return selector
