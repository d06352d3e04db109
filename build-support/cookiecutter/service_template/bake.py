"""Makes a service's folder out of the template, whole or not at all."""

import tempfile
from pathlib import Path

from cookiecutter.main import cookiecutter

_TEMPLATE = Path("build-support/cookiecutter/template")


def bake(name: str, monorepo: Path) -> Path:
    """The new folder, services/NAME. Raises OSError and cookiecutter's errors, and has made nothing then."""
    target = monorepo / "services" / name
    # Beside the target: a folder is moved at once only within one file system.
    with tempfile.TemporaryDirectory(prefix=".new-service-", dir=target.parent) as scratch:
        made = cookiecutter(
            str(monorepo / _TEMPLATE),
            no_input=True,
            extra_context={"name": name},
            output_dir=scratch,
            # A person's own defaults are not for everyone's tree.
            default_config=True,
        )
        return Path(made).rename(target)
