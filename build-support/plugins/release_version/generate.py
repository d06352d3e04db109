from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from pants.core.target_types import ResourceSourceField
from pants.engine.fs import CreateDigest, Digest, DigestContents, FileContent, Snapshot
from pants.engine.rules import Get, collect_rules, rule
from pants.engine.target import (
    COMMON_TARGET_FIELDS,
    GeneratedSources,
    GenerateSourcesRequest,
    HydratedSources,
    HydrateSourcesRequest,
    SingleSourceField,
    StringField,
    Target,
)
from pants.engine.unions import UnionRule
from pants.vcs.git import GitWorktreeRequest, MaybeGitWorktree

from release_version.text import version_text


class ReleaseFileField(SingleSourceField):
    required = True
    expected_num_files = 1
    help = "The file that holds the number of the release, and nothing else."


class VersionFileField(StringField):
    alias = "writes"
    required = True
    help = "The resource to generate, as a path from this BUILD file."


class ReleaseVersionTarget(Target):
    alias = "release_version"
    core_fields = (*COMMON_TARGET_FIELDS, ReleaseFileField, VersionFileField)
    help = (
        "A resource with the version of the build: the release and the commit. Each commit changes what depends on it."
    )


class GenerateVersionRequest(GenerateSourcesRequest):
    input = ReleaseFileField
    output = ResourceSourceField


@rule
async def generate_version(request: GenerateVersionRequest) -> GeneratedSources:
    # Pants caches no git worktree, so this rule runs in every session and sees the commit of the moment.
    git = (await Get(MaybeGitWorktree, GitWorktreeRequest())).git_worktree
    target = request.protocol_target
    hydrated = await Get(HydratedSources, HydrateSourcesRequest(target[ReleaseFileField]))
    (release,) = await Get(DigestContents, Digest, hydrated.snapshot.digest)
    dirty = git is not None and bool(git.changed_files(include_untracked=True))
    version = version_text(release.content.decode().strip(), git and git.commit_id, dirty)
    path = PurePath(target.address.spec_path, target[VersionFileField].value or "")
    content = FileContent(str(path), f"{version}\n".encode())
    return GeneratedSources(await Get(Snapshot, CreateDigest([content])))


def rules() -> Iterable[object]:
    return [*collect_rules(), UnionRule(GenerateSourcesRequest, GenerateVersionRequest)]
