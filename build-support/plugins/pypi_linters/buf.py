from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pants.backend.codegen.protobuf.target_types import ProtobufSourceField
from pants.core.goals.lint import LintResult, LintTargetsRequest
from pants.core.util_rules.partitions import PartitionerType
from pants.core.util_rules.source_files import SourceFilesRequest
from pants.core.util_rules.stripped_source_files import StrippedSourceFiles
from pants.engine.addresses import Addresses
from pants.engine.process import FallibleProcessResult, Process, ProcessResult
from pants.engine.rules import Get, MultiGet, collect_rules, rule
from pants.engine.target import FieldSet, Targets

from grpcio_codegen.protoc import OUTPUT, ProtocRequest
from pypi_linters.tool import Buf, ToolRun

IMAGE = f"{OUTPUT}/image.binpb"
IMAGE_ARGS = ("--include_imports", "--include_source_info", f"--descriptor_set_out={IMAGE}")
"""What protoc is told to make an image for buf with, which buf could not: it would fetch google/api from its registry."""


@dataclass(frozen=True)
class BufFieldSet(FieldSet):
    required_fields = (ProtobufSourceField,)

    source: ProtobufSourceField


class BufRequest(LintTargetsRequest):
    field_set_type = BufFieldSet
    tool_subsystem = Buf
    partitioner_type = PartitionerType.DEFAULT_SINGLE_PARTITION


@rule(desc="Lint protobuf with buf")
async def lint(request: BufRequest.Batch[BufFieldSet, Any], buf: Buf) -> LintResult:
    targets, own = await MultiGet(
        Get(Targets, Addresses(fields.address for fields in request.elements)),
        Get(StrippedSourceFiles, SourceFilesRequest(fields.source for fields in request.elements)),
    )
    description = f"Describe {len(targets)} protobuf files to buf."
    image = await Get(ProcessResult, Process, await Get(Process, ProtocRequest(targets, IMAGE_ARGS, description)))
    paths = (f"--path={path}" for path in own.snapshot.files)
    run = ToolRun(
        buf.to_pex_request(),
        ("lint", IMAGE, *paths),
        (image.output_digest,),
        ("buf.yaml",),
        f"Run buf lint on {len(own.snapshot.files)} files.",
    )
    return LintResult.create(request, await Get(FallibleProcessResult, ToolRun, run))


def rules() -> Iterable[object]:
    return [*collect_rules(), *BufRequest.rules()]
