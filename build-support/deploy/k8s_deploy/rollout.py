"""One deployment, from the manifest to a call that is answered: diff, apply, wait, try; and back where that fails."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from k8s_deploy.kubectl import Kubectl, KubectlError

Try = Callable[[str], None]
"""Makes calls at an address; raises SmokeError where they are not answered as they should be."""


class SmokeError(Exception):
    """The pods run, and calls fail: what the client said."""


class DeployError(Exception):
    """The new version does not run. The message says what does."""


@dataclass(frozen=True)
class Target:
    """Where the one Deployment of a manifest is, the Service in front of it, and the kinds that no rollback reaches."""

    namespace: str
    name: str
    port: int
    others: tuple[str, ...]


def target_of(manifest: str) -> Target:
    objects: list[dict[str, Any]] = json.loads(manifest)["items"]
    (deployment,) = (each for each in objects if each["kind"] == "Deployment")
    metadata = deployment["metadata"]
    (service,) = (each for each in objects if (each["kind"], each["metadata"]["name"]) == ("Service", metadata["name"]))
    # A ConfigMap never changes: the version before finds its own.
    others = dict.fromkeys(each["kind"] for each in objects if each["kind"] not in ("ConfigMap", "Deployment"))
    return Target(metadata["namespace"], metadata["name"], service["spec"]["ports"][0]["port"], tuple(others))


def deploy(kubectl: Kubectl, manifest: str, smoke: Try, seconds: int, say: Callable[[str], None]) -> None:
    """Raises KubectlError where nothing was changed, and DeployError where something was applied, or may have been: the
    old version was brought back, or there was none to bring back."""
    target = target_of(manifest)
    before = kubectl.revision(target.namespace, target.name)
    say(kubectl.diff(manifest).rstrip() or "no object changes")
    try:
        say(kubectl.apply(manifest).rstrip())
        kubectl.wait(target.namespace, target.name, seconds)
        with kubectl.forwarded(target.namespace, target.name, target.port) as address:
            smoke(address)
    except (KubectlError, SmokeError) as error:
        raise DeployError(f"{error}\n{_back(kubectl, target, before, seconds)}") from error


def _back(kubectl: Kubectl, target: Target, before: int | None, seconds: int) -> str:
    """Brings the revision back that ran before, and says what runs now."""
    if before is None:
        return f"There was no {target.name} before, so nothing was rolled back: what was applied stays."
    return (
        f"{_pods_back(kubectl, target, before, seconds)}\n"
        f"Only pods are rolled back. What was applied of {', '.join(target.others)} stays; to change that back, "
        "deploy the older version from its commit."
    )


def _pods_back(kubectl: Kubectl, target: Target, before: int, seconds: int) -> str:
    try:
        # Whether the pods changed is kubectl's to say, by their template: the number of the revision follows an apply
        # only when the cluster gets round to it.
        if not kubectl.undo(target.namespace, target.name, before):
            return f"Revision {before} runs as before: the pods did not change."
        kubectl.wait(target.namespace, target.name, seconds)
    except KubectlError as error:
        return f"AND THE WAY BACK FAILED. Revision {before} has to be brought back by hand: {error}"
    return f"Rolled back: revision {before} runs again, with the settings that it had."
