"""The command that people call `todo`."""

import contextlib
import gc
import os
import sys


def main() -> None:
    # What a command makes lives about as long as the command: by default, imports alone are searched for garbage often.
    gc.set_threshold(50_000)
    arguments = sys.argv[1:]
    _end(0 if arguments == ["version"] and _says_version() else _run(arguments))


def _says_version() -> bool:
    """Whether it could. Where nothing else is asked, nothing parses a command line, which is two thirds of a start."""
    from todo_k8s.version import VERSION

    try:
        sys.stdout.write(f"todo {VERSION}\n")
        sys.stdout.flush()
    except OSError:
        return False
    return True


def _run(arguments: list[str]) -> int:
    from todo_k8s.client.command_line import run

    return run(arguments)


def _end(exit_code: int) -> None:
    """At once: to take all modules down in order is an eighth of a short command's work."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            stream.flush()
    os._exit(exit_code)


if __name__ == "__main__":
    main()
