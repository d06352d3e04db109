"""kubectl, always told which cluster: whatever its own configuration calls the current context is never used."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

# The manifest is right about each field that it sets: without this, the next deployment after a rollback or a change by
# hand ends with a conflict, because whoever changed a field last owns it. The HPA's replicas are not in the manifest.
_SERVER_SIDE = ("--server-side", "--force-conflicts", "--filename", "-")
_FORWARDING = re.compile(r"Forwarding from 127\.0\.0\.1:(\d+) ")


class KubectlError(Exception):
    """What kubectl said."""


@dataclass(frozen=True)
class Kubectl:
    context: str
    program: str = "kubectl"

    def diff(self, manifest: str) -> str:
        """What applying would change; empty where nothing would."""
        done = self._run(["diff", *_SERVER_SIDE], manifest)
        # 1 says that there are differences, only more than that is an error.
        if done.returncode > 1:
            raise KubectlError(done.stderr.strip())
        return done.stdout

    def apply(self, manifest: str) -> str:
        """What was applied. Objects after a refused one are applied all the same; KubectlError then names them, too."""
        done = self._run(["apply", *_SERVER_SIDE], manifest)
        if done.returncode != 0:
            raise KubectlError(f"{done.stderr.strip()}\n{done.stdout.strip()}".strip() or "kubectl apply failed")
        return done.stdout

    def revision(self, namespace: str, deployment: str) -> int | None:
        """Which revision of the Deployment runs; None where there is none yet."""
        name = f"deployment/{deployment}"
        said = self._checked(["get", name, "--namespace", namespace, "--ignore-not-found", "--output", "json"])
        if not said.strip():
            return None
        found: dict[str, Any] = json.loads(said)
        return int(found["metadata"]["annotations"]["deployment.kubernetes.io/revision"])

    def wait(self, namespace: str, deployment: str, seconds: int) -> None:
        """Until the Deployment's pods are all of its newest revision and ready. Raises KubectlError after that time."""
        timeout = f"--timeout={seconds}s"
        self._checked(["rollout", "status", f"deployment/{deployment}", "--namespace", namespace, timeout])

    def undo(self, namespace: str, deployment: str, revision: int) -> bool:
        """Whether the pods were of another revision, and so had to be changed."""
        to = f"--to-revision={revision}"
        said = self._checked(["rollout", "undo", f"deployment/{deployment}", "--namespace", namespace, to])
        return "skipped rollback" not in said

    @contextmanager
    def forwarded(self, namespace: str, service: str, port: int) -> Iterator[str]:
        """An address on loopback that reaches the Service."""
        arguments = ["port-forward", f"service/{service}", "--namespace", namespace, f":{port}"]
        process = subprocess.Popen(
            self._command(arguments), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not (match := _FORWARDING.match(line)):
                raise KubectlError(line.strip() or "port-forward ended without a word")
            yield f"127.0.0.1:{match[1]}"
        finally:
            process.terminate()
            process.wait(30)

    def _checked(self, arguments: Sequence[str], stdin: str = "") -> str:
        done = self._run(arguments, stdin)
        if done.returncode != 0:
            raise KubectlError(done.stderr.strip() or f"kubectl {arguments[0]} failed")
        return done.stdout

    def _run(self, arguments: Sequence[str], stdin: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(self._command(arguments), input=stdin, capture_output=True, text=True)

    def _command(self, arguments: Sequence[str]) -> list[str]:
        if not (program := shutil.which(self.program)):
            raise KubectlError(f"there is no {self.program} on PATH. To fix, install it (docs/guide/kubectl.md)")
        return [program, "--context", self.context, *arguments]
