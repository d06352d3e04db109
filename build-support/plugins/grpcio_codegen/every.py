"""A target that depends on every protobuf file of the repository: where all are meant, no service need be named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pants.backend.codegen.protobuf.target_types import AllProtobufTargets
from pants.engine.rules import collect_rules, rule
from pants.engine.target import (
    COMMON_TARGET_FIELDS,
    Dependencies,
    FieldSet,
    InferDependenciesRequest,
    InferredDependencies,
    Target,
)
from pants.engine.unions import UnionRule


class EveryProtobufDependenciesField(Dependencies):
    pass


class EveryProtobufTarget(Target):
    alias = "every_protobuf"
    core_fields = (*COMMON_TARGET_FIELDS, EveryProtobufDependenciesField)
    help = "Every protobuf file of the repository."


@dataclass(frozen=True)
class _FieldSet(FieldSet):
    required_fields = (EveryProtobufDependenciesField,)


class InferEveryProtobufRequest(InferDependenciesRequest):
    infer_from = _FieldSet


@rule
async def infer_every_protobuf(_: InferEveryProtobufRequest, targets: AllProtobufTargets) -> InferredDependencies:
    return InferredDependencies(target.address for target in targets)


def rules() -> Iterable[object]:
    return [*collect_rules(), UnionRule(InferDependenciesRequest, InferEveryProtobufRequest)]
