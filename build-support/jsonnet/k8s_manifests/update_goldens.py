"""The command behind build-support/bin/update_goldens: renders every environment into its golden file."""

import sys
from pathlib import Path

from k8s_manifests.environments import UnknownName, environments, service_names
from k8s_manifests.goldens import golden_of


def main(services: list[str]) -> int:
    """Runs in the monorepo's root and prints what changed; all services where none is named."""
    try:
        for service in services or service_names(Path()):
            _update(Path(), service)
    except UnknownName as error:
        print(f"update_goldens: {error}", file=sys.stderr)
        return 2
    return 0


def _update(monorepo: Path, service: str) -> None:
    goldens = [golden_of(monorepo, environment) for environment in environments(monorepo, service)]
    for golden in goldens:
        if not golden.path.exists() or golden.path.read_text() != golden.text:
            golden.path.parent.mkdir(exist_ok=True)
            golden.path.write_text(golden.text)
            print(f"wrote {golden.path}")
    for stale in sorted(set(goldens[0].path.parent.iterdir()) - {golden.path for golden in goldens}):
        stale.unlink()
        print(f"removed {stale}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
