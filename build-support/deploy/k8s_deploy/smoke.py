"""The call that tries a new version: what its client has to be told, and what its script says."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from k8s_deploy.rollout import SmokeError, target_of
from k8s_deploy.rules import Refused

_SECONDS = 60


def script_of(service: str) -> Path:
    """Raises Refused where it could not run. It would find that out too, but only after the version was rolled out."""
    script = Path("services") / service / "scripts" / "smoke_test.sh"
    if not script.exists():
        raise Refused(f"there is no {script} that would try the new version")
    client = Path("dist") / f"{service}-client.pex"
    if not client.exists():
        build = f"./pants binary services/{service}/src/python:{service}-client"
        raise Refused(f"the client that tries the new version is not built. To fix, run {build}")
    return script


def client_settings(manifest: str, given: Mapping[str, str]) -> dict[str, str]:
    """What the client's environment needs to call these pods, beyond what is given: TLS, and the name that their
    certificate has, since a port-forward's address is not it. Raises Refused where they want a token that nobody gives.
    """
    maps = [each["data"] for each in json.loads(manifest)["items"] if each["kind"] == "ConfigMap"]
    server = {name: value for each in maps for name, value in each.items()}
    for name, value in server.items():
        prefix, found, _ = name.rpartition("IDENTITY")
        if found and value == "jwt" and not given.get(f"{prefix}TOKEN"):
            raise Refused(
                "these pods ask who calls, and the call that tries them has no token. To fix, set "
                f"{prefix}TOKEN to one that they accept"
            )
    prefixes = [name.removesuffix("TLS_CERTIFICATE") for name in server if name.endswith("TLS_CERTIFICATE")]
    name = target_of(manifest).name
    return {
        f"{prefix}{setting}": told for prefix in prefixes for setting, told in (("TLS", "true"), ("TLS_NAME", name))
    }


def call(script: Path, address: str, settings: Mapping[str, str]) -> None:
    """Raises SmokeError where it is not answered as it should be."""
    environment = os.environ | dict(settings)
    try:
        done = subprocess.run([script, address], env=environment, capture_output=True, text=True, timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        raise SmokeError(f"{script} had no answer within {_SECONDS} s") from None
    if done.returncode != 0:
        raise SmokeError(f"{script}: {done.stderr.strip()}")
