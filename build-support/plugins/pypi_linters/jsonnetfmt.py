from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from pants.core.goals.fmt import FmtFilesRequest, FmtResult
from pants.core.util_rules.partitions import PartitionerType, Partitions
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, collect_rules, rule

from pypi_linters.tool import Jsonnetfmt, ToolRun

_STYLE = ("-n", "2", "--max-blank-lines", "2", "--string-style", "s", "--comment-style", "s")


class JsonnetfmtRequest(FmtFilesRequest):
    tool_subsystem = Jsonnetfmt
    partitioner_type = PartitionerType.CUSTOM


@rule
async def find_jsonnet(request: JsonnetfmtRequest.PartitionRequest, subsystem: Jsonnetfmt) -> Partitions[Any]:
    found = [path for path in request.files if PurePath(path).suffix in (".jsonnet", ".libsonnet")]
    return Partitions.single_partition(found) if found and not subsystem.skip else Partitions()


@rule(desc="Format with jsonnetfmt")
async def jsonnetfmt(request: JsonnetfmtRequest.Batch, subsystem: Jsonnetfmt) -> FmtResult:
    files = request.snapshot.files
    run = ToolRun(
        subsystem.to_pex_request(),
        ("-i", *_STYLE, *files),
        (request.snapshot.digest,),
        (),
        f"Run jsonnetfmt on {len(files)} files.",
        rewrites=files,
    )
    return await FmtResult.create(request, await Get(FallibleProcessResult, ToolRun, run))


def rules() -> Iterable[object]:
    return [*collect_rules(), *JsonnetfmtRequest.rules()]
