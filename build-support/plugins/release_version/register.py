"""The version that a build prints, as a resource that only a pex_binary depends on.

Pants' own vcs_version counts commits since a tag and names the day of a dirty build, so that a shallow clone, and the
next day, would each build other bytes.
"""

from collections.abc import Iterable

from pants.engine.target import Target
from pants.vcs import git

from release_version import generate


def target_types() -> Iterable[type[Target]]:
    return [generate.ReleaseVersionTarget]


def rules() -> Iterable[object]:
    return [*generate.rules(), *git.rules()]
