from __future__ import annotations

_ABBREVIATION = 8


def version_text(release: str, commit: str | None, dirty: bool) -> str:
    """The release with the commit as a local version (PEP 440): 0.1.0+g1a2b3c4d, or 0.1.0+g1a2b3c4d.dirty.

    The abbreviation has one length always: git's own grows with the number of objects, and a shallow clone has fewer.
    """
    if commit is None:
        return f"{release}+unknown"
    return f"{release}+g{commit[:_ABBREVIATION]}{'.dirty' * dirty}"
