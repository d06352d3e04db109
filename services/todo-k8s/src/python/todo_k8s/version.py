"""The version of this build, such as 0.1.0+g1a2b3c4d: the release and the commit, then `.dirty` if it had changes.

The build writes it to a file beside this one (services/todo-k8s/BUILD). Tests and tools run without that file.
"""

from pathlib import Path
from typing import Final

UNKNOWN: Final = "0+unknown"


def version_beside(module: str) -> str:
    """The version that the build wrote into the folder of a module, or `UNKNOWN`."""
    try:
        return Path(module).with_name("version.txt").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return UNKNOWN


VERSION: Final = version_beside(__file__)
