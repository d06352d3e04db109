"""The command behind build-support/docker/write_sbom."""

import argparse
import sys
from pathlib import Path

from lockfile import locked
from pex_sbom.base_image import parse_base_image
from pex_sbom.document import NotLockedError, sbom
from pex_sbom.pex_file import read_pex

_LOCK = Path("3rdparty/python/python.lock")


def main(arguments: list[str]) -> int:
    """Runs in the monorepo's root."""
    asked = _parser().parse_args(arguments)
    try:
        base = parse_base_image(asked.packages.read_text()) if asked.packages else None
        asked.output.write_text(sbom(read_pex(asked.pex), asked.version, locked(asked.lock), base))
    except NotLockedError as error:
        print(f"sbom: {asked.pex} carries {error}, which {asked.lock} does not lock.", file=sys.stderr)
        print("To fix, build it from this commit: ./pants binary …", file=sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        print(f"sbom: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sbom", description="Writes what a pex carries as a CycloneDX document.")
    parser.add_argument("pex", type=Path)
    parser.add_argument("--version", required=True, help="the image's")
    parser.add_argument("--lock", type=Path, default=_LOCK, help=f"what the pex was made from [{_LOCK}]")
    parser.add_argument(
        "--packages", type=Path, help="what build-support/docker/list_packages.sh says of the base image"
    )
    parser.add_argument("--output", type=Path, required=True, metavar="FILE")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
