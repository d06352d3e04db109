"""The command behind build-support/bin/deploy."""

import argparse
import os
import sys
from pathlib import Path

from k8s_deploy.kubectl import Kubectl, KubectlError
from k8s_deploy.rollout import DeployError, deploy
from k8s_deploy.rules import Refused, check, check_settings
from k8s_deploy.smoke import call, client_settings, script_of
from k8s_manifests.environments import UnknownName, environment
from k8s_manifests.evaluation import RenderError
from k8s_manifests.rendering import config_version, render

_ROLLOUT_SECONDS = 300


def main(arguments: list[str]) -> int:
    """Runs in the monorepo's root. Exit code 2: the arguments or the settings are wrong, or the cluster cannot be
    asked, and nothing was changed; 1: the new version does not run, or not all of it was applied."""
    asked = _parser().parse_args(arguments)
    try:
        check(asked.environment, asked.version, production=asked.production)
        found = environment(Path(), asked.service, asked.environment)
        manifest = render(Path(), found, asked.version, asked.config_version or config_version(Path(), found))
        check_settings(found, manifest)
        kubectl = Kubectl(asked.context)
        if asked.dry_run:
            print(kubectl.diff(manifest).rstrip() or "no object changes")
            return 0
        script, settings = script_of(asked.service), client_settings(manifest, os.environ)
        deploy(kubectl, manifest, lambda address: call(script, address, settings), asked.timeout, print)
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
