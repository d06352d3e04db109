"""Which names a service can have: it names a folder, modules, a protobuf package, images and Kubernetes objects."""

import importlib.util
import keyword
import re
import sys
from pathlib import Path

MAX_CHARACTERS = 30
"""So that `NAME-headless` and its like stay within the 63 of DNS, roles within IAM's 64, and lines within ours."""

# RFC 1123, from a letter on: a module's name begins with none but that.
_LABEL = re.compile(r"[a-z]([a-z0-9-]*[a-z0-9])?")
# What packages that every service needs install, under names that are not theirs.
_OF_PACKAGES = ("google", "grpc")
# Each folder in these is a module that anyone may import.
_ROOTS = (
    "3rdparty/python",
    "build-support/*",
    "libs",
    "services/*/src/proto",
    "services/*/src/python",
    "services/*/tests",
)


class BadName(Exception):
    """The message says what is wrong with the name, and what to do instead."""


def check(name: str, monorepo: Path) -> None:
    """Raises BadName."""
    if not _LABEL.fullmatch(name) or "--" in name:
        raise BadName(
            "write small letters, digits and single hyphens, beginning with a letter and not ending with a hyphen"
        )
    if len(name) > MAX_CHARACTERS:
        raise BadName(f"it has {len(name)} characters; write at most {MAX_CHARACTERS}")
    if (monorepo / "services" / name).exists():
        raise BadName(f"services/{name} is there already; choose another name, or remove that folder")
    module = name.replace("-", "_")
    if keyword.iskeyword(module) or keyword.issoftkeyword(module):
        raise BadName("it is a word of Python's own; choose another name")
    if owner := _owner(module, monorepo):
        raise BadName(f"Python's module {module} is {owner} already; choose another name")


def _owner(module: str, monorepo: Path) -> str:
    """Whose the module is; empty where it is nobody's."""
    for root in _ROOTS:
        for folder in sorted(monorepo.glob(root)):
            if (folder / module).is_dir() or (folder / f"{module}.py").exists():
                return str((folder / module).relative_to(monorepo))
    if module in sys.stdlib_module_names:
        return "Python's own"
    if module in _OF_PACKAGES or module in _locked(monorepo) or importlib.util.find_spec(module):
        return "a package's"
    return ""


def _locked(monorepo: Path) -> set[str]:
    """The packages of the code's lock file, as modules are written."""
    lines = (monorepo / "3rdparty/python/python.lock").read_text().splitlines()
    return {line.partition("==")[0].lower().replace("-", "_") for line in lines if "==" in line}
