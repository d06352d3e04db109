"""What generated code imports from installed packages: google/rpc/status.proto is google.rpc.status_pb2."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pants.backend.codegen.protobuf.protobuf_dependency_inference import ProtobufMapping, parse_proto_imports
from pants.backend.codegen.protobuf.python.additional_fields import ProtobufPythonResolveField
from pants.backend.codegen.protobuf.target_types import ProtobufDependenciesField, ProtobufSourceField
from pants.backend.python.dependency_inference.module_mapper import ThirdPartyPythonModuleMapping
from pants.backend.python.subsystems.setup import PythonSetup
from pants.engine.addresses import Address
from pants.engine.fs import Digest, DigestContents
from pants.engine.rules import Get, collect_rules, rule
from pants.engine.target import (
    FieldSet,
    HydratedSources,
    HydrateSourcesRequest,
    InferDependenciesRequest,
    InferredDependencies,
)
from pants.engine.unions import UnionRule


class UnownedProtoImport(Exception):
    """A .proto file imports what neither this repository nor a package that it requires can give."""


@dataclass(frozen=True)
class _FieldSet(FieldSet):
    required_fields = (ProtobufSourceField, ProtobufDependenciesField, ProtobufPythonResolveField)

    source: ProtobufSourceField
    resolve: ProtobufPythonResolveField


class InferPackagesRequest(InferDependenciesRequest):
    infer_from = _FieldSet


@rule
async def infer_packages(
    request: InferPackagesRequest,
    own: ProtobufMapping,
    packages: ThirdPartyPythonModuleMapping,
    setup: PythonSetup,
) -> InferredDependencies:
    source, resolve = request.field_set.source, request.field_set.resolve.normalized_value(setup)
    hydrated = await Get(HydratedSources, HydrateSourcesRequest(source))
    contents = await Get(DigestContents, Digest, hydrated.snapshot.digest)
    found: set[Address] = set()
    for path in parse_proto_imports(contents[0].content.decode()):
        if path in own.mapping or path in own.ambiguous_modules:
            continue
        module = path.removesuffix(".proto").replace("/", ".") + "_pb2"
        providers = packages.providers_for_module(module, resolve)
        if not providers:
            raise UnownedProtoImport(_unowned(source.file_path, path, module))
        found.update(provider.provider.addr for provider in providers)
    return InferredDependencies(sorted(found))


def _unowned(file: str, path: str, module: str) -> str:
    return (
        f"{file} imports {path!r}, which no protobuf_sources target holds and no requirement provides. To fix, correct "
        f"the import, or add the package that installs {module} to 3rdparty/python/requirements.txt and its "
        "modules to 3rdparty/python/BUILD."
    )


def rules() -> Iterable[object]:
    return [*collect_rules(), UnionRule(InferDependenciesRequest, InferPackagesRequest)]
