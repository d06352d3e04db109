"""What may be deployed where."""

import json
import re
import subprocess

from k8s_manifests.environments import Environment

_BUILT = re.compile(r"\d{14}-\d+-(?P<commit>[0-9a-f]{8})")

# RFC 2606 keeps these names for documents. The URLs that begin with one stand for somebody's own.
_NOBODYS = re.compile(r"://(?:[^/:]+\.)?example(?:\.com|\.net|\.org)?(?:[:/]|$)")


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


def check_settings(environment: Environment, manifest: str) -> None:
    """Raises Refused where a setting still is what the files were given to stand for one's own."""
    maps = [each["data"] for each in json.loads(manifest)["items"] if each["kind"] == "ConfigMap"]
    for name, value in (setting for each in maps for setting in each.items()):
        if _NOBODYS.search(value):
            file = environment.jsonnet.parent / "shared" / f"{environment.name}.libsonnet"
            raise Refused(f"{name} is {value}, which is nobody's. To fix, write your own into {file}")


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()
