from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pants.backend.shell.target_types import ShellDependenciesField, ShellSourceField
from pants.core.goals.lint import LintResult, LintTargetsRequest
from pants.core.util_rules.partitions import PartitionerType
from pants.core.util_rules.source_files import SourceFiles, SourceFilesRequest
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, collect_rules, rule
from pants.engine.target import FieldSet, TransitiveTargets, TransitiveTargetsRequest

from pypi_linters.tool import Shellcheck, ToolRun

# A sourced file is looked for beside the script that sources it.
_ARGS = ("--external-sources", "--source-path=SCRIPTDIR")


@dataclass(frozen=True)
class ShellcheckFieldSet(FieldSet):
    required_fields = (ShellSourceField, ShellDependenciesField)

    source: ShellSourceField


class ShellcheckRequest(LintTargetsRequest):
    field_set_type = ShellcheckFieldSet
    tool_subsystem = Shellcheck
    partitioner_type = PartitionerType.DEFAULT_SINGLE_PARTITION


@rule(desc="Lint with shellcheck")
async def shellcheck(request: ShellcheckRequest.Batch[ShellcheckFieldSet, Any], subsystem: Shellcheck) -> LintResult:
    targets = await Get(TransitiveTargets, TransitiveTargetsRequest(fields.address for fields in request.elements))
    own, sourced = await MultiGet(
        Get(SourceFiles, SourceFilesRequest(fields.source for fields in request.elements)),
        Get(
            SourceFiles,
            SourceFilesRequest(tgt[ShellSourceField] for tgt in targets.closure if tgt.has_field(ShellSourceField)),
        ),
    )
    run = ToolRun(
        subsystem.to_pex_request(),
        (*_ARGS, *own.snapshot.files),
        (sourced.snapshot.digest,),
        (".shellcheckrc",),
        f"Run shellcheck on {len(own.snapshot.files)} files.",
    )
    return LintResult.create(request, await Get(FallibleProcessResult, ToolRun, run))


def rules() -> Iterable[object]:
    return [*collect_rules(), *ShellcheckRequest.rules()]
