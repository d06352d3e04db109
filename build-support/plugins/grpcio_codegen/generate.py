from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from pants.backend.codegen.protobuf.python.additional_fields import PythonSourceRootField
from pants.backend.codegen.protobuf.target_types import ProtobufGrpcToggleField, ProtobufSourceField
from pants.backend.python.target_types import PythonSourceField
from pants.engine.fs import AddPrefix, Digest, RemovePrefix, Snapshot
from pants.engine.process import Process, ProcessResult
from pants.engine.rules import Get, collect_rules, rule
from pants.engine.target import GeneratedSources, GenerateSourcesRequest, Targets
from pants.engine.unions import UnionRule
from pants.source.source_root import SourceRoot, SourceRootRequest
from pants.util.logging import LogLevel

from grpcio_codegen.protoc import OUTPUT, ProtocRequest

_MESSAGES = (f"--python_out={OUTPUT}", f"--pyi_out={OUTPUT}")
_SERVICES = (
    f"--grpc_python_out={OUTPUT}",
    "--plugin=protoc-gen-mypy_grpc={grpc_types}",
    f"--mypy_grpc_out=quiet:{OUTPUT}",
)


class GeneratePythonRequest(GenerateSourcesRequest):
    input = ProtobufSourceField
    output = PythonSourceField


@rule(desc="Generate Python from protobuf", level=LogLevel.DEBUG)
async def generate_python(request: GeneratePythonRequest) -> GeneratedSources:
    target = request.protocol_target
    args = (*_MESSAGES, *_SERVICES) if target.get(ProtobufGrpcToggleField).value else _MESSAGES
    description = f"Generating Python sources from {target.address}."
    process = await Get(Process, ProtocRequest(Targets([target]), args, description))
    result = await Get(ProcessResult, Process, process)
    generated = await Get(Digest, RemovePrefix(result.output_digest, OUTPUT))
    root_field = target.get(PythonSourceRootField).value
    root = await Get(
        SourceRoot,
        SourceRootRequest,
        SourceRootRequest(PurePath(root_field)) if root_field else SourceRootRequest.for_target(target),
    )
    return GeneratedSources(await Get(Snapshot, AddPrefix(generated, "" if root.path == "." else root.path)))


def rules() -> Iterable[object]:
    return [*collect_rules(), UnionRule(GenerateSourcesRequest, GeneratePythonRequest)]
