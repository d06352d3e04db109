"""Linters and formatters whose programs come from PyPI, each locked in 3rdparty/python.

Pants' own backends for these download from release pages, or know only older command lines.
"""

from collections.abc import Iterable

from pants.core.util_rules import config_files, source_files

from pypi_linters import buf, buf_breaking, build_files, hadolint, jsonnetfmt, ruff, shellcheck, tool


def rules() -> Iterable[object]:
    return [
        *buf.rules(),
        *buf_breaking.rules(),
        *build_files.rules(),
        *config_files.rules(),
        *hadolint.rules(),
        *jsonnetfmt.rules(),
        *ruff.rules(),
        *shellcheck.rules(),
        *source_files.rules(),
        *tool.rules(),
    ]
