"""Python from protobuf by way of grpcio-tools, which pip can install, in place of Pants' downloaded protoc.

The targets, their inference of imports and the map of generated modules are Pants' own.
"""

from collections.abc import Iterable

from pants.backend.codegen.protobuf import protobuf_dependency_inference, tailor
from pants.backend.codegen.protobuf.python import (
    additional_fields,
    python_protobuf_module_mapper,
    python_protobuf_subsystem,
)
from pants.backend.codegen.protobuf.target_types import ProtobufSourcesGeneratorTarget, ProtobufSourceTarget
from pants.backend.codegen.protobuf.target_types import rules as target_rules
from pants.backend.python.dependency_inference import module_mapper
from pants.core.util_rules import stripped_source_files
from pants.engine.target import Target

from grpcio_codegen import every, generate, imports, protoc


def target_types() -> Iterable[type[Target]]:
    return [ProtobufSourcesGeneratorTarget, ProtobufSourceTarget, every.EveryProtobufTarget]


def rules() -> Iterable[object]:
    return [
        *additional_fields.rules(),
        *every.rules(),
        *generate.rules(),
        *imports.rules(),
        *module_mapper.rules(),
        *protobuf_dependency_inference.rules(),
        *protoc.rules(),
        *python_protobuf_module_mapper.rules(),
        *python_protobuf_subsystem.rules(),
        *stripped_source_files.rules(),
        *tailor.rules(),
        *target_rules(),
    ]
