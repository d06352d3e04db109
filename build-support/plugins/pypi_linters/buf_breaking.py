from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from pants.core.goals.lint import LintFilesRequest, LintResult
from pants.core.util_rules.partitions import Partition, PartitionerType, Partitions
from pants.engine.fs import AddPrefix, Digest, DigestContents, PathGlobs, Paths, RemovePrefix, Snapshot
from pants.engine.process import FallibleProcessResult, Process, ProcessResult
from pants.engine.rules import Get, MultiGet, collect_rules, rule
from pants.util.meta import classproperty

from grpcio_codegen.protoc import ProtocFilesRequest
from pypi_linters.buf import IMAGE, IMAGE_ARGS
from pypi_linters.tool import Buf, ToolRun

_NOW = "src/proto"
_RELEASED = "released_api"
_VERSION = "VERSION"


class BufBreakingRequest(LintFilesRequest):
    """Compares the API of each service with that of its last release; a service without one is free to change it."""

    tool_subsystem = Buf
    partitioner_type = PartitionerType.CUSTOM

    @classproperty
    def tool_name(cls) -> str:
        return "buf breaking"


@dataclass(frozen=True)
class Service:
    folder: str

    @property
    def description(self) -> str:
        return self.folder

    def concerns(self, path: str) -> bool:
        places = (PurePath(self.folder, name) for name in (_NOW, _RELEASED, _VERSION))
        return any(place in (PurePath(path), *PurePath(path).parents) for place in places)


@dataclass(frozen=True)
class ImageRequest:
    """The image of all protobuf files of a folder, as `path`. They import each other and google's, nothing else."""

    folder: str
    path: str


@rule
async def find_released(request: BufBreakingRequest.PartitionRequest, buf: Buf) -> Partitions[str, Service]:
    if buf.skip:
        return Partitions()
    released = await Get(Paths, PathGlobs([f"services/*/{_RELEASED}/{_VERSION}"]))
    services = (Service(str(PurePath(path).parents[1])) for path in released.files)
    wanted = (service for service in services if any(service.concerns(path) for path in request.files))
    return Partitions(Partition((service.folder,), service) for service in wanted)


@rule
async def describe(request: ImageRequest) -> Digest:
    found = await Get(Digest, PathGlobs([f"{request.folder}/**/*.proto"]))
    files = await Get(Snapshot, RemovePrefix(found, request.folder))
    description = f"Describe {request.folder} to buf."
    process = await Get(Process, ProtocFilesRequest(files.files, files.digest, IMAGE_ARGS, description))
    image = await Get(ProcessResult, Process, process)
    return await Get(Digest, AddPrefix(image.output_digest, request.path))


@rule(desc="Compare protobuf with the last release by buf")
async def compare(request: BufBreakingRequest.Batch[str, Any], buf: Buf) -> LintResult:
    (folder,) = request.elements
    names = (f"{folder}/{_VERSION}", f"{folder}/{_RELEASED}/{_VERSION}")
    versions = {file.path: file.content.decode().strip() for file in await Get(DigestContents, PathGlobs(names))}
    if len(set(versions.values())) > 1:
        return LintResult(1, "", _stale(versions), request.tool_name, folder)
    images = await MultiGet(
        Get(Digest, ImageRequest(f"{folder}/{_NOW}", "now")),
        Get(Digest, ImageRequest(f"{folder}/{_RELEASED}", "released")),
    )
    run = ToolRun(
        buf.to_pex_request(),
        ("breaking", f"now/{IMAGE}", f"--against=released/{IMAGE}"),
        images,
        ("buf.yaml",),
        f"Run buf breaking on {folder}.",
    )
    return LintResult.create(request, await Get(FallibleProcessResult, ToolRun, run))


def _stale(versions: dict[str, str]) -> str:
    found = " and ".join(f"{version} in {path}" for path, version in sorted(versions.items()))
    return (
        f"The release is {found}: the API would be compared with that of another release. To fix, set neither by hand:"
        " build-support/bin/release SERVICE VERSION sets both and copies the API."
    )


def rules() -> Iterable[object]:
    return [*collect_rules(), *BufBreakingRequest.rules()]
