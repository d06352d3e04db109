from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from pants.core.goals.lint import LintFilesRequest, LintResult
from pants.core.util_rules.partitions import PartitionerType, Partitions
from pants.engine.fs import DigestContents, FileContent, PathGlobs, Snapshot
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, collect_rules, rule

from pypi_linters.tool import Shellcheck, ToolRun

_SHEBANG = re.compile(rb"#!.*\b(ba|da|k)?sh\b")
# A sourced file is looked for beside the script that sources it.
_ARGS = ("--external-sources", "--source-path=SCRIPTDIR")


class ShellcheckRequest(LintFilesRequest):
    """Lints every shell script, whether a target owns it or not: most of ours have no file extension."""

    tool_subsystem = Shellcheck
    partitioner_type = PartitionerType.CUSTOM


@rule
async def find_scripts(request: ShellcheckRequest.PartitionRequest, subsystem: Shellcheck) -> Partitions[str, Any]:
    candidates = [path for path in request.files if PurePath(path).suffix in ("", ".bash", ".sh")]
    if subsystem.skip or not candidates:
        return Partitions()
    contents = await Get(DigestContents, PathGlobs(candidates))
    return Partitions.single_partition(file.path for file in contents if is_shell(file))


def is_shell(file: FileContent) -> bool:
    return PurePath(file.path).suffix != "" or bool(_SHEBANG.match(file.content))


@rule(desc="Lint with shellcheck")
async def shellcheck(request: ShellcheckRequest.Batch[str, Any], subsystem: Shellcheck) -> LintResult:
    folders = {PurePath(path).parent for path in request.elements}
    # What a script sources lies beside it.
    inputs = await Get(Snapshot, PathGlobs(str(folder / "*") for folder in folders))
    run = ToolRun(
        subsystem.to_pex_request(),
        (*_ARGS, *sorted(request.elements)),
        (inputs.digest,),
        (".shellcheckrc",),
        f"Run shellcheck on {len(request.elements)} files.",
    )
    return LintResult.create(request, await Get(FallibleProcessResult, ToolRun, run))


def rules() -> Iterable[object]:
    return [*collect_rules(), *ShellcheckRequest.rules()]
