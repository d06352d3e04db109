"""The command behind build-support/bin/deploy."""

import argparse
import subprocess
import sys
from pathlib import Path

from k8s_deploy.kubectl import Kubectl, KubectlError
from k8s_deploy.rollout import DeployError, SmokeError, deploy
from k8s_deploy.rules import Refused, check
from k8s_manifests.environments import UnknownName, environment
from k8s_manifests.evaluation import RenderError
from k8s_manifests.rendering import config_version, render

_ROLLOUT_SECONDS = 300
_SMOKE_SECONDS = 60


def main(arguments: list[str]) -> int:
    """Runs in the monorepo's root. Exit code 2: the arguments or the settings are wrong, or the cluster cannot be
    asked, and nothing was changed; 1: the new version does not run, or not all of it was applied."""
    asked = _parser().parse_args(arguments)
    try:
        check(asked.environment, asked.version, production=asked.production)
        found = environment(Path(), asked.service, asked.environment)
        manifest = render(Path(), found, asked.version, asked.config_version or config_version(Path(), found))
        kubectl = Kubectl(asked.context)
        if asked.dry_run:
            print(kubectl.diff(manifest).rstrip() or "no object changes")
            return 0
        script = _smoke_test(asked.service)
        deploy(kubectl, manifest, lambda address: _try(script, address), asked.timeout, print)
    except (Refused, UnknownName, RenderError, KubectlError) as error:
        print(f"deploy: {error}", file=sys.stderr)
        return 2
    except DeployError as error:
        print(f"deploy: {asked.version} does not run in {asked.environment}: {error}", file=sys.stderr)
        return 1
    print(f"{asked.service} {asked.version} runs in {asked.environment}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="deploy",
        description="Renders, shows the difference, applies, waits, makes a call; rolls back where one of these fails.",
    )
    parser.add_argument("service", help="for example todo-k8s")
    parser.add_argument("environment", help="for example dev")
    parser.add_argument("--context", required=True, help="kubectl's name for the cluster; there is no default")
    parser.add_argument("--version", required=True, metavar="TAG", help="the image's tag")
    parser.add_argument("--config-version", metavar="NAME", help="which settings the pods run with [a digest of them]")
    parser.add_argument("--timeout", type=int, default=_ROLLOUT_SECONDS, metavar="SECONDS", help="for the pods [300]")
    parser.add_argument("--dry-run", action="store_true", help="show the difference, change nothing")
    parser.add_argument("--production", action="store_true", help="say that prod is meant")
    return parser


def _smoke_test(service: str) -> Path:
    script = Path("services") / service / "scripts" / "smoke_test.sh"
    if not script.exists():
        raise Refused(f"there is no {script} that would try the new version")
    # It would find that out too, but only after the new version was rolled out.
    client = Path("dist") / f"{service}-client.pex"
    if not client.exists():
        build = f"./pants binary services/{service}/src/python:{service}-client"
        raise Refused(f"the client that tries the new version is not built. To fix, run {build}")
    return script


def _try(script: Path, address: str) -> None:
    try:
        done = subprocess.run([script, address], capture_output=True, text=True, timeout=_SMOKE_SECONDS)
    except subprocess.TimeoutExpired:
        raise SmokeError(f"{script} had no answer within {_SMOKE_SECONDS} s") from None
    if done.returncode != 0:
        raise SmokeError(f"{script}: {done.stderr.strip()}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
