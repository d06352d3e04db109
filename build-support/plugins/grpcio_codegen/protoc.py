from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pants.backend.codegen.protobuf.target_types import ProtobufSourceField
from pants.backend.python.subsystems.python_tool_base import LockfileRules, PythonToolRequirementsBase
from pants.backend.python.util_rules import pex
from pants.backend.python.util_rules.pex import VenvPex, VenvPexRequest
from pants.backend.python.util_rules.pex_environment import PexEnvironment
from pants.core.util_rules.source_files import SourceFilesRequest
from pants.core.util_rules.stripped_source_files import StrippedSourceFiles
from pants.engine.fs import CreateDigest, Digest, Directory, FileContent, MergeDigests
from pants.engine.process import Process
from pants.engine.rules import Get, MultiGet, collect_rules, rule
from pants.engine.target import Target, Targets, TransitiveTargets, TransitiveTargetsRequest
from pants.util.logging import LogLevel

OUTPUT = "_generated"
_MAIN = FileContent("_protoc_main.py", Path(__file__).with_name("protoc_main.py").read_bytes())
_GRPC_TYPES = "protoc-gen-mypy_grpc"


class GrpcioTools(PythonToolRequirementsBase):
    options_scope = "grpcio-tools"
    help = "The protobuf compiler with its gRPC plugin, as grpcio-tools packs it."

    default_version = "grpcio-tools"
    default_interpreter_constraints = ["CPython>=3.11,<3.12"]
    register_interpreter_constraints = True
    # Pants wants a default of every tool, but reads it only where `install_from_resolve` is unset.
    default_lockfile_resource = ("grpcio_codegen", "grpcio-tools.lock")
    lockfile_rules_type = LockfileRules.SIMPLE


@dataclass(frozen=True)
class ProtocRequest:
    """A run of protoc over the sources of some targets, with all that these import at hand.

    The arguments say what to write into the folder `OUTPUT`, which is the result. `{grpc_types}` in an argument becomes
    the path of the plugin that writes the types of gRPC modules.
    """

    targets: Targets
    args: tuple[str, ...]
    description: str


@dataclass(frozen=True)
class ProtocFilesRequest:
    """The same over `files`, whatever targets own them; `inputs` has them and what of ours they import."""

    files: tuple[str, ...]
    inputs: Digest
    args: tuple[str, ...]
    description: str


@rule
async def protoc_over_targets(request: ProtocRequest) -> Process:
    closure = await Get(TransitiveTargets, TransitiveTargetsRequest(tgt.address for tgt in request.targets))
    own, imported = await MultiGet(
        Get(StrippedSourceFiles, SourceFilesRequest, _sources(request.targets)),
        Get(StrippedSourceFiles, SourceFilesRequest, _sources(closure.closure)),
    )
    files = ProtocFilesRequest(own.snapshot.files, imported.snapshot.digest, request.args, request.description)
    return await Get(Process, ProtocFilesRequest, files)


@rule
async def protoc_process(request: ProtocFilesRequest, tools: GrpcioTools, environment: PexEnvironment) -> Process:
    sandbox = environment.in_sandbox(working_directory=None)
    venv = await Get(VenvPex, VenvPexRequest(tools.to_pex_request(), sandbox, bin_names=[_GRPC_TYPES]))
    created = await Get(Digest, CreateDigest([_MAIN, Directory(OUTPUT)]))
    inputs = await Get(Digest, MergeDigests((venv.digest, request.inputs, created)))
    args = (arg.format(grpc_types=venv.bin[_GRPC_TYPES].argv0) for arg in request.args)
    return Process(
        (venv.python.argv0, _MAIN.path, *args, *request.files),
        input_digest=inputs,
        output_directories=(OUTPUT,),
        append_only_caches=sandbox.append_only_caches,
        description=request.description,
        level=LogLevel.DEBUG,
    )


def _sources(targets: Iterable[Target]) -> SourceFilesRequest:
    return SourceFilesRequest(tgt[ProtobufSourceField] for tgt in targets if tgt.has_field(ProtobufSourceField))


def rules() -> Iterable[object]:
    return [*collect_rules(), *pex.rules()]
