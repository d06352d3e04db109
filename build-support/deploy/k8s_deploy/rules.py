"""What may be deployed where."""

import re
import subprocess

_BUILT = re.compile(r"\d{14}-\d+-(?P<commit>[0-9a-f]{8})")


class Refused(Exception):
    """The message says why, and what to do instead."""


def check(environment: str, version: str, *, production: bool) -> None:
    """Raises Refused. prod takes only what a job has built from the commit that is checked out here, unchanged, and
    only from someone who says so."""
    if environment != "prod":
        if production:
            raise Refused(f"--production is for prod; leave it out for {environment}")
        return
    if not production:
        raise Refused("prod is deployed only with --production")
    match = _BUILT.fullmatch(version)
    if not match:
        raise Refused(f"prod runs what a job has built, tagged TIME-BUILD-COMMIT; {version!r} is no such tag")
    if _git("status", "--porcelain"):
        raise Refused("the work tree has changes that no commit has; commit or remove them first")
    if (head := _git("rev-parse", "HEAD"))[:8] != match["commit"]:
        raise Refused(f"{version} was built from {match['commit']}; check that commit out, here is {head[:8]}")


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()
