"""The command behind build-support/bin/render: the manifest on stdout, everything else on stderr."""

import argparse
import sys
from pathlib import Path

from k8s_manifests.environments import UnknownName, environment
from k8s_manifests.evaluation import RenderError
from k8s_manifests.rendering import config_version, render


def main(arguments: list[str]) -> int:
    """Runs in the monorepo's root. Exit code 2: the arguments are wrong; 1: the settings are."""
    parser = argparse.ArgumentParser(prog="render", description="Prints what an environment runs, for kubectl apply.")
    parser.add_argument("service", help="for example todo-k8s")
    parser.add_argument("environment", help="for example dev")
    parser.add_argument("--version", required=True, metavar="TAG", help="the image's tag")
    parser.add_argument("--config-version", metavar="NAME", help="which settings the pods run with [a digest of them]")
    asked = parser.parse_args(arguments)
    try:
        found = environment(Path(), asked.service, asked.environment)
        settings = asked.config_version or config_version(Path(), found)
        sys.stdout.write(render(Path(), found, asked.version, settings))
    except UnknownName as error:
        parser.error(str(error))
    except RenderError as error:
        print(f"render: {found.jsonnet}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
