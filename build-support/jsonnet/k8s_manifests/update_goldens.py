"""The command behind build-support/bin/update_goldens: renders every environment into its golden file."""

import sys
from pathlib import Path

from k8s_manifests.environments import environments, service_names
from k8s_manifests.evaluation import RenderError
from k8s_manifests.goldens import render_golden


def main() -> int:
    """Runs in the monorepo's root and prints what changed."""
    monorepo = Path()
    for environment in [each for service in service_names(monorepo) for each in environments(monorepo, service)]:
        try:
            manifest = render_golden(monorepo, environment)
        except RenderError as error:
            print(f"update_goldens: {environment.jsonnet}: {error}", file=sys.stderr)
            return 1
        if not environment.golden.exists() or environment.golden.read_text() != manifest:
            environment.golden.parent.mkdir(exist_ok=True)
            environment.golden.write_text(manifest)
            print(f"wrote {environment.golden}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
