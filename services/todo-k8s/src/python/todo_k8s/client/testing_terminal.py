"""A terminal with a program at it, for tests."""

import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

from todo_k8s.client.testing import ENVIRONMENT, MAIN, Todo

LIMIT = 60.0
"""Seconds to wait for what must come; no test asserts that it comes sooner."""


class Terminal:
    """Types and reads. `stdin` is a file descriptor that takes the keyboard's place."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], stdin: int | None = None) -> None:
        self.shown = ""
        self._pid, self._master = pty.fork()
        if self._pid == 0:
            if stdin is not None:
                os.dup2(stdin, 0)
            os.execvpe(command[0], list(command), {"TERM": "xterm", "COLUMNS": "120", **environment})

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._master)

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def wait_for(self, pattern: str) -> str:
        """All that was shown up to what matches; what is behind it is left for the next time."""
        give_up = time.monotonic() + LIMIT
        while not (match := re.search(pattern, self.shown)):
            assert time.monotonic() < give_up and self.read(), f"no {pattern!r} in {self.shown!r}"
        seen, self.shown = self.shown[: match.end()], self.shown[match.end() :]
        return seen

    def read(self) -> bool:
        """Whether something more was shown, or may be."""
        if not select.select([self._master], [], [], 1.0)[0]:
            return True
        try:
            more = os.read(self._master, 65536)
        except OSError:
            # Linux says so that nobody is left at the other end.
            return False
        self.shown += more.decode(errors="replace")
        return bool(more)

    def end(self) -> int:
        """Reads on to the end; the exit code."""
        give_up = time.monotonic() + LIMIT
        while self.read():
            assert time.monotonic() < give_up, self.shown
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        return os.waitstatus_to_exitcode(status)


def at_terminal(todo: Todo, *arguments: str, **environment: str) -> Terminal:
    return Terminal([sys.executable, "-c", MAIN, *arguments], ENVIRONMENT | todo.environment | environment)
