"""The token that says who calls: from a variable, a file or a command. It is shown nowhere."""

import os
import re
import stat
import sys
from collections.abc import Mapping

from todo_k8s.client import exit_codes
from todo_k8s.client.failure import Failure
from todo_k8s.client.setting_names import TOKEN
from todo_k8s.client.settings import Settings

# RFC 6750 §2.1; anything else could not be sent either.
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_PRIVATE = stat.S_IRUSR | stat.S_IWUSR
_SHOWN = 2_000


class Tokens:
    """Reads the token once, when it is first asked for. TODO_TOKEN goes before what a profile says."""

    def __init__(self, settings: Settings, environ: Mapping[str, str] = os.environ) -> None:
        self._settings = settings
        self._variable = environ.get(TOKEN, "")
        self._read = ""

    @property
    def source(self) -> str:
        """In words; empty where there is no token."""
        settings = self._settings
        if self._variable:
            return TOKEN
        if settings.token_file:
            return f"token_file {settings.token_file} ({settings.token_source})"
        return f"token_command ({settings.token_source})" if settings.token_command else ""

    def token(self) -> str:
        """Empty where there is none. Raises Failure where it cannot be had, or is none."""
        if not self._read and self.source:
            self._read = self._checked(self._given())
        return self._read

    def renew(self) -> bool:
        """Asks for another one the next time; whether there can be another one."""
        self._read = ""
        return not self._variable and bool(self.source)

    def _given(self) -> str:
        if self._variable:
            return self._variable
        if self._settings.token_file:
            return _of_file(os.path.expanduser(self._settings.token_file))
        return _of_command(self._settings)

    def _checked(self, text: str) -> str:
        token = text.strip()
        if not _TOKEN.fullmatch(token):
            is_what = "is empty" if not token else "is no token: one is a single word of letters, digits and -._~+/="
            raise _failure(f"what {self.source} gives {is_what}")
        return token


def _of_file(path: str) -> str:
    """Raises Failure where others could have read it, or written it."""
    try:
        # What is checked is what is read, also where another file takes its place meanwhile.
        with open(path, "rb", opener=_opened_at_once) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise _failure(f"token_file {path} is no file")
            if found.st_uid != os.geteuid():
                raise _failure(f"token_file {path} is not yours. To fix, make a copy that is, with: chmod 600")
            if stat.S_IMODE(found.st_mode) & ~_PRIVATE:
                mode = f"{stat.S_IMODE(found.st_mode):04o}"
                message = f"token_file {path} has mode {mode}: others can get at it. To fix, run: chmod 600 {path}"
                raise _failure(f"{message}, and ask for another token where somebody may have read this one")
            return file.read(65_536).decode("ascii", "replace")
    except OSError as error:
        raise _failure(f"token_file {path}: {error.strerror}") from None


def _opened_at_once(path: str, flags: int) -> int:
    """A pipe, too, which nobody may ever write to: it is refused, not waited for."""
    return os.open(path, flags | os.O_NONBLOCK)


def _of_command(settings: Settings) -> str:
    """What it writes to stdout. No shell runs it. People see its stderr as it comes; programs get it in the failure,
    since their stderr has one line."""
    import shlex
    import subprocess

    seconds, for_programs = settings.token_patience, settings.output in ("json", "ndjson")
    try:
        ran = subprocess.run(
            shlex.split(settings.token_command),
            # It may ask a person something, but not read the file that an import is given.
            stdin=None if sys.stdin.isatty() else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if for_programs else None,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _failure(f"token_command has not ended within {seconds:g} s: {settings.token_command}") from None
    except (OSError, ValueError) as error:
        raise _failure(f"token_command cannot be run: {error}. It is no shell that runs it") from None
    if ran.returncode:
        said = (ran.stderr or b"").decode("utf-8", "replace").strip()[-_SHOWN:]
        told = f"token_command exited with {ran.returncode}: {settings.token_command}"
        raise _failure(f"{told}: {said}" if said else told)
    return ran.stdout.decode("ascii", "replace")


def _failure(message: str) -> Failure:
    return Failure(message, exit_codes.USAGE, "TOKEN_UNREADABLE")
