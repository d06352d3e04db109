from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from pants.core.goals.lint import LintFilesRequest, LintResult
from pants.core.util_rules.partitions import PartitionerType, Partitions
from pants.engine.fs import Digest, PathGlobs
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, collect_rules, rule

from pypi_linters.tool import Hadolint, ToolRun


class HadolintRequest(LintFilesRequest):
    tool_subsystem = Hadolint
    partitioner_type = PartitionerType.CUSTOM


@rule
async def find_dockerfiles(request: HadolintRequest.PartitionRequest, subsystem: Hadolint) -> Partitions[str, Any]:
    # A template of one is none yet: what it makes is linted (build-support/bin/check_new_service).
    found = [path for path in request.files if PurePath(path).name == "Dockerfile" and "{{" not in path]
    return Partitions.single_partition(found) if found and not subsystem.skip else Partitions()


@rule(desc="Lint with hadolint")
async def hadolint(request: HadolintRequest.Batch[str, Any], subsystem: Hadolint) -> LintResult:
    inputs = await Get(Digest, PathGlobs(request.elements))
    run = ToolRun(
        subsystem.to_pex_request(),
        tuple(sorted(request.elements)),
        (inputs,),
        (),
        f"Run hadolint on {len(request.elements)} files.",
    )
    return LintResult.create(request, await Get(FallibleProcessResult, ToolRun, run))


def rules() -> Iterable[object]:
    return [*collect_rules(), *HadolintRequest.rules()]
