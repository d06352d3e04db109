from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pants.backend.python.target_types import PythonSourceField
from pants.core.goals.fix import FixResult, FixTargetsRequest
from pants.core.goals.fmt import FmtResult, FmtTargetsRequest
from pants.core.goals.lint import LintResult, LintTargetsRequest
from pants.core.util_rules.partitions import PartitionerType
from pants.core.util_rules.source_files import SourceFiles, SourceFilesRequest
from pants.engine.fs import Digest, PathGlobs, Snapshot
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, collect_rules, rule
from pants.engine.target import FieldSet
from pants.util.meta import classproperty

from pypi_linters.tool import Ruff, ToolRun

# Ruff tells by the folders it sees whether an imported package is ours, so it sees all of them at every run.
_EVERY_PACKAGE = PathGlobs(["**/*.py", "**/*.proto"])


@dataclass(frozen=True)
class RuffFieldSet(FieldSet):
    required_fields = (PythonSourceField,)

    source: PythonSourceField


class RuffCheck(LintTargetsRequest):
    field_set_type = RuffFieldSet
    tool_subsystem = Ruff
    partitioner_type = PartitionerType.DEFAULT_SINGLE_PARTITION


class RuffFix(FixTargetsRequest):
    field_set_type = RuffFieldSet
    tool_subsystem = Ruff
    partitioner_type = PartitionerType.DEFAULT_SINGLE_PARTITION
    # `RuffCheck` lints, and tells more than which file would change.
    enable_lint_rules = False


class RuffFormat(FmtTargetsRequest):
    field_set_type = RuffFieldSet
    tool_subsystem = Ruff
    partitioner_type = PartitionerType.DEFAULT_SINGLE_PARTITION

    @classproperty
    def tool_name(cls) -> str:
        return "ruff format"


@rule(desc="Lint with ruff")
async def check(request: RuffCheck.Batch[RuffFieldSet, Any], ruff: Ruff) -> LintResult:
    sources = await Get(SourceFiles, SourceFilesRequest(fields.source for fields in request.elements))
    run = ruff_run(ruff, ("check", "--no-cache"), sources.snapshot, await Get(Digest, PathGlobs, _EVERY_PACKAGE))
    return LintResult.create(request, await Get(FallibleProcessResult, ToolRun, run), strip_chroot_path=True)


@rule(desc="Fix with ruff")
async def fix(request: RuffFix.Batch, ruff: Ruff) -> FixResult:
    every_package = await Get(Digest, PathGlobs, _EVERY_PACKAGE)
    run = ruff_run(ruff, ("check", "--no-cache", "--fix"), request.snapshot, every_package)
    return await FixResult.create(request, await Get(FallibleProcessResult, ToolRun, run), strip_chroot_path=True)


@rule(desc="Format with ruff")
async def format(request: RuffFormat.Batch, ruff: Ruff) -> FmtResult:
    run = ruff_run(ruff, ("format", "--no-cache"), request.snapshot)
    return await FmtResult.create(request, await Get(FallibleProcessResult, ToolRun, run), strip_chroot_path=True)


def ruff_run(ruff: Ruff, args: tuple[str, ...], files: Snapshot, *beside: Digest) -> ToolRun:
    return ToolRun(
        ruff.to_pex_request(),
        (*args, *files.files),
        (*beside, files.digest),
        ("pyproject.toml",),
        f"Run ruff {args[0]} on {len(files.files)} files.",
        rewrites=files.files,
    )


def rules() -> Iterable[object]:
    return [*collect_rules(), *RuffCheck.rules(), *RuffFix.rules(), *RuffFormat.rules()]
