from __future__ import annotations

from collections.abc import Iterable

from pants.backend.build_files.fmt.base import FmtBuildFilesRequest
from pants.core.goals.fmt import FmtResult
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, collect_rules, rule
from pants.util.meta import classproperty

from pypi_linters.ruff import ruff_run
from pypi_linters.tool import Ruff, ToolRun


class BuildFileFormat(FmtBuildFilesRequest):
    tool_subsystem = Ruff

    @classproperty
    def tool_name(cls) -> str:
        return "ruff format of BUILD files"


@rule(desc="Format BUILD files with ruff")
async def format_build_files(request: BuildFileFormat.Batch, ruff: Ruff) -> FmtResult:
    run = ruff_run(ruff, ("format", "--no-cache"), request.snapshot)
    return await FmtResult.create(request, await Get(FallibleProcessResult, ToolRun, run), strip_chroot_path=True)


def rules() -> Iterable[object]:
    return [*collect_rules(), *BuildFileFormat.rules()]
