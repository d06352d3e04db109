"""The first half of build-support/bin/new_service: a service's folder out of the template."""

import argparse
import sys
from pathlib import Path

from service_template.bake import bake
from service_template.names import BadName, check


def main(arguments: list[str]) -> int:
    """Runs in the monorepo's root. Exit code 2: the name is none that a service can have."""
    parser = argparse.ArgumentParser(prog="new_service", description="Makes a service that builds, runs and deploys.")
    parser.add_argument("name", metavar="NAME", help="for example price-list")
    name = parser.parse_args(arguments).name
    try:
        check(name, Path())
    except BadName as error:
        parser.error(f"{name!r} cannot be a service's name: {error}")
    print(f"new_service: made {bake(name, Path())}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
