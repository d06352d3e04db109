"""The command `todo-k8s-server` as a process of its own, for tests."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from todo_k8s.server import main

ENVIRON = {"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]}


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


async def start(*arguments: str, home: Path, **environ: str) -> Process:
    command = [sys.executable, "-m", main.__name__, *arguments]
    variables = {**ENVIRON, "HOME": str(home), **environ}
    return await asyncio.create_subprocess_exec(*command, env=variables, stdout=PIPE, stderr=PIPE)


async def end(process: Process) -> Ended:
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


async def run(*arguments: str, home: Path, **environ: str) -> Ended:
    return await end(await start(*arguments, home=home, **environ))


@asynccontextmanager
async def serving(home: Path, *arguments: str, **environ: str) -> AsyncIterator[tuple[Process, str]]:
    """The process, and the address that it says it listens on."""
    process = await start("--listen", "127.0.0.1:0", *arguments, home=home, **environ)
    try:
        assert process.stdout
        line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
        assert line.startswith("listening on 127.0.0.1:")
        yield process, line.removeprefix("listening on ").strip()
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
