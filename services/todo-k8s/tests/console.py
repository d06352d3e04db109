"""One shell, given the commands of a document one by one."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


class Shell:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, command: str) -> tuple[str, int]:
        """What the command prints, on both streams, and its exit code; what it sets is there for the next one."""
        assert self._process.stdin and self._process.stdout
        end = f"end of {uuid4()}"
        self._process.stdin.write(f"{{ {command}\n}} </dev/null\nprintf '%s %s\\n' '{end}' $?\n")
        self._process.stdin.flush()
        printed = ""
        for line in self._process.stdout:
            before, ended, code = line.partition(end)
            printed += before
            if ended:
                return printed, int(code)
        raise AssertionError(f"the shell ended at: {command}\n{printed}")


@contextmanager
def shell(folder: Path, environment: Mapping[str, str]) -> Iterator[Shell]:
    process = subprocess.Popen(
        ["bash", "-O", "expand_aliases"],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        yield Shell(process)
        assert process.stdin
        process.stdin.close()
