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
    """Where the one Deployment of a manifest is, and the Service in front of it."""

    namespace: str
    name: str
    port: int


def target_of(manifest: str) -> Target:
    objects: list[dict[str, Any]] = json.loads(manifest)["items"]
    (deployment,) = (each for each in objects if each["kind"] == "Deployment")
    metadata = deployment["metadata"]
    (service,) = (each for each in objects if (each["kind"], each["metadata"]["name"]) == ("Service", metadata["name"]))
    return Target(metadata["namespace"], metadata["name"], service["spec"]["ports"][0]["port"])


def deploy(kubectl: Kubectl, manifest: str, smoke: Try, seconds: int, say: Callable[[str], None]) -> None:
    """Raises KubectlError where nothing was changed, and DeployError where the old version was brought back, or where
    there was none to bring back."""
    target = target_of(manifest)
    before = kubectl.revision(target.namespace, target.name)
    say(kubectl.diff(manifest).rstrip() or "no object changes")
    say(kubectl.apply(manifest).rstrip())
    try:
        kubectl.wait(target.namespace, target.name, seconds)
        with kubectl.forwarded(target.namespace, target.name, target.port) as address:
            smoke(address)
    except (KubectlError, SmokeError) as error:
        raise DeployError(f"{error}\n{_back(kubectl, target, before, seconds)}") from error


def _back(kubectl: Kubectl, target: Target, before: int | None, seconds: int) -> str:
    """Brings the revision back that ran before, and says what runs now."""
    if before is None:
        return f"There was no {target.name} before, so nothing was rolled back: its pods are as they are."
    if kubectl.revision(target.namespace, target.name) == before:
        return f"Revision {before} runs as before: the pods did not change."
    try:
        kubectl.undo(target.namespace, target.name, before)
        kubectl.wait(target.namespace, target.name, seconds)
    except KubectlError as error:
        return f"AND THE WAY BACK FAILED. Revision {before} has to be brought back by hand: {error}"
    return f"Rolled back: revision {before} runs again, with the settings that it had."
