"""The one place that evaluates jsonnet."""

from collections.abc import Mapping
from pathlib import Path

import _gojsonnet

# Inside the monorepo: imports that begin with `common/` are found here.
LIBRARY = Path("build-support/jsonnet")


class RenderError(Exception):
    """The message is a sentence about the settings, then jsonnet's trace."""


def evaluate(monorepo: Path, name: Path, source: str, variables: Mapping[str, str]) -> str:
    """The JSON that `source` makes, as if it were the file `name`; the variables are read by std.extVar."""
    try:
        library = [str(monorepo / LIBRARY)]
        return _gojsonnet.evaluate_snippet(str(name), source, jpathdir=library, ext_vars=dict(variables))
    except RuntimeError as error:
        raise RenderError(str(error).removeprefix("RUNTIME ERROR: ").rstrip()) from error
