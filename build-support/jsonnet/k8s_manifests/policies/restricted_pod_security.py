"""Pods keep to the "restricted" pod security standard, write nothing but what they name, and hold no token."""

from collections.abc import Iterator, Sequence

from k8s_manifests.policies.objects import Object, called, containers, of_kind, pod_of

_OF_PODS = {
    "runAsNonRoot": True,
    "seccompProfile": {"type": "RuntimeDefault"},
}
_OF_CONTAINERS = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "readOnlyRootFilesystem": True,
}


def problems(objects: Sequence[Object]) -> Iterator[str]:
    accounts = of_kind(objects, "ServiceAccount")
    for account in accounts:
        if account.get("automountServiceAccountToken") is not False:
            yield f"{called(account)}: automountServiceAccountToken must be false"
    for deployment in of_kind(objects, "Deployment"):
        pod = pod_of(deployment)
        yield from _differing(called(deployment), pod.get("securityContext", {}), _OF_PODS)
        for who in ("runAsUser", "runAsGroup"):
            if pod.get("securityContext", {}).get(who, 0) == 0:
                yield f"{called(deployment)}: {who} must be a number that is not root's"
        if pod.get("serviceAccountName") not in [account["metadata"]["name"] for account in accounts]:
            yield f"{called(deployment)}: serviceAccountName must be that of a ServiceAccount of its own"
        for switch in ("automountServiceAccountToken", "enableServiceLinks"):
            if pod.get(switch) is not False:
                yield f"{called(deployment)}: {switch} must be false"
    for deployment, container in containers(objects):
        who = f"{called(deployment)}, container {container['name']}"
        yield from _differing(who, container.get("securityContext", {}), _OF_CONTAINERS)


def _differing(who: str, found: Object, wanted: Object) -> Iterator[str]:
    for name, value in wanted.items():
        if found.get(name) != value:
            yield f"{who}: securityContext.{name} must be {value}"
