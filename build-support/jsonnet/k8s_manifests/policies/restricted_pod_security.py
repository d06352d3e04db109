"""Pods keep to the "restricted" pod security standard, write nothing but what they name, and hold no token.

The standard: https://kubernetes.io/docs/concepts/security/pod-security-standards/. What it allows in part and no
service has needed (other capabilities, SELinux, AppArmor, sysctls, Windows) is not allowed here at all.
"""

from collections.abc import Iterator, Sequence

from k8s_manifests.policies.objects import Object, called, containers_of_every_kind, of_kind, pod_of

_OF_PODS = {
    "runAsNonRoot": True,
    "seccompProfile": {"type": "RuntimeDefault"},
}
_OF_CONTAINERS = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "readOnlyRootFilesystem": True,
}
# What a container leaves to its pod and to Kubernetes' default, or says just so.
_IF_SAID = _OF_PODS | {"privileged": False, "procMount": "Default"}
_LEFT_OUT = ("appArmorProfile", "seLinuxOptions", "sysctls", "windowsOptions")
_VOLUMES = {
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
}
_PROBES = ("startupProbe", "readinessProbe", "livenessProbe")


def problems(objects: Sequence[Object]) -> Iterator[str]:
    accounts = of_kind(objects, "ServiceAccount")
    for account in accounts:
        if account.get("automountServiceAccountToken") is not False:
            yield f"{called(account)}: automountServiceAccountToken must be false"
    for deployment in of_kind(objects, "Deployment"):
        pod = pod_of(deployment)
        if pod.get("serviceAccountName") not in [account["metadata"]["name"] for account in accounts]:
            yield f"{called(deployment)}: serviceAccountName must be that of a ServiceAccount of its own"
        for switch in ("automountServiceAccountToken", "enableServiceLinks"):
            if pod.get(switch) is not False:
                yield f"{called(deployment)}: {switch} must be false"
        yield from _of_pod(called(deployment), pod)
        for container in containers_of_every_kind(deployment):
            yield from _of_container(f"{called(deployment)}, container {container['name']}", container)


def _of_pod(who: str, pod: Object) -> Iterator[str]:
    context = pod.get("securityContext") or {}
    yield from _differing(who, context, _OF_PODS)
    yield from _left_out(who, context)
    for name in ("runAsUser", "runAsGroup"):
        if not context.get(name):
            yield f"{who}: {name} must be a number that is not root's"
    for name in ("hostNetwork", "hostPID", "hostIPC"):
        if pod.get(name):
            yield f"{who}: {name} must be left out, the node's own is not for pods"
    for volume in pod.get("volumes") or ():
        if others := sorted(volume.keys() - _VOLUMES - {"name"}):
            yield f"{who}: volume {volume['name']} must not be a {', '.join(others)}"


def _of_container(who: str, container: Object) -> Iterator[str]:
    context = container.get("securityContext") or {}
    said = {name: value for name, value in _IF_SAID.items() if name in context}
    yield from _differing(who, context, _OF_CONTAINERS | said)
    yield from _left_out(who, context)
    for name in ("runAsUser", "runAsGroup"):
        if context.get(name) == 0:
            yield f"{who}: {name} must be a number that is not root's"
    for port in container.get("ports") or ():
        if port.get("hostPort"):
            yield f"{who}: port {port['containerPort']} must have no hostPort"
    hooks = [container.get(name) for name in _PROBES] + list((container.get("lifecycle") or {}).values())
    for hook in hooks:
        if any((hook or {}).get(way, {}).get("host") for way in ("httpGet", "tcpSocket")):
            yield f"{who}: probes and hooks must name no host, a kubelet would ask it"


def _differing(who: str, found: Object, wanted: Object) -> Iterator[str]:
    for name, value in wanted.items():
        if found.get(name) != value:
            yield f"{who}: securityContext.{name} must be {value}"


def _left_out(who: str, found: Object) -> Iterator[str]:
    for name in _LEFT_OUT:
        if name in found:
            yield f"{who}: securityContext.{name} must be left out"
