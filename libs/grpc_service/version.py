"""Versions as the build writes them, such as 0.1.0+g1a2b3c4d: release and commit, then `.dirty` if it had changes.

`release_version` in a service's BUILD writes version.txt beside a module of it. Tests and tools run without that file.
"""

import os

UNKNOWN = "0+unknown"


def version_beside(module: str) -> str:
    """The version that the build wrote into the folder of a module, given by its `__file__`; or `UNKNOWN`."""
    try:
        # Without pathlib: this is in the start of every command.
        with open(os.path.join(os.path.dirname(module), "version.txt"), encoding="utf-8") as file:
            return file.read().strip()
    except FileNotFoundError:
        return UNKNOWN
