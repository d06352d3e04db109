"""Pods are behind a NetworkPolicy for both directions, which lets callers in at every port but the kubelet's own."""

from collections.abc import Iterator, Sequence

from k8s_manifests.policies.objects import Object, called, of_kind, pod_labels, pod_of, selects

# What pods may reach wherever it is: AWS, whose addresses change, and kube2iam's agent, which is on every node.
_TO_ANYONE = {"TCP 443", "TCP 8181"}
_EVERY_ADDRESS = {"0.0.0.0/0", "::/0"}


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
        for rule in policy["spec"].get("egress", ()):
            yield from _egress(called(policy), rule)


def _egress(who: str, rule: Object) -> Iterator[str]:
    ports = rule.get("ports", ())
    if not ports or not all(port.get("port") for port in ports):
        yield f"{who}: each egress rule must say at which ports"
    if not rule.get("to") or any(_is_anyone(peer) for peer in rule["to"]):
        for port in sorted({_said(port) for port in ports} - _TO_ANYONE):
            yield f"{who}: the egress rule for {port} must say whom, or it is open to everyone"


def _said(port: Object) -> str:
    end = f"-{port['endPort']}" if port.get("endPort") else ""
    return f"{port.get('protocol', 'TCP')} {port.get('port', 'every port')}{end}"


def _is_anyone(peer: Object) -> bool:
    """Every address there is, or every pod of the cluster."""
    if block := peer.get("ipBlock"):
        return block["cidr"] in _EVERY_ADDRESS
    of_every_namespace = "namespaceSelector" in peer or "podSelector" not in peer
    labelled = [labels for selector in peer.values() for labels in selector.values() if labels]
    return of_every_namespace and not labelled


def _ports(deployment: Object) -> Iterator[int]:
    for container in pod_of(deployment)["containers"]:
        yield from (port["containerPort"] for port in container["ports"] if port.get("name") != "health")


def _selector(policy: Object) -> Object:
    selector: Object = policy["spec"].get("podSelector", {}).get("matchLabels", {})
    return selector
