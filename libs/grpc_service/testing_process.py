"""A program as a process of its own, for tests: a module of the code, or a pex."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


async def end(process: Process) -> Ended:
    """Waits until it ends by itself."""
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


@dataclass(frozen=True)
class Command:
    """`argv` is how it is called, `environ` what it needs in its environment besides PATH. Nothing else is exported."""

    argv: tuple[str, ...]
    environ: tuple[tuple[str, str], ...] = ()

    async def start(self, *arguments: str, home: Path, **environ: str) -> Process:
        variables = {"PATH": os.environ["PATH"], **dict(self.environ), "HOME": str(home), **environ}
        return await asyncio.create_subprocess_exec(*self.argv, *arguments, env=variables, stdout=PIPE, stderr=PIPE)

    async def run(self, *arguments: str, home: Path, **environ: str) -> Ended:
        return await end(await self.start(*arguments, home=home, **environ))

    @asynccontextmanager
    async def serving(self, home: Path, *arguments: str, **environ: str) -> AsyncIterator[tuple[Process, str]]:
        """The process of a server, and the address that it says it listens on."""
        process = await self.start("--listen", "127.0.0.1:0", *arguments, home=home, **environ)
        try:
            assert process.stdout
            async with asyncio.timeout(60):
                line = (await process.stdout.readline()).decode()
            assert line.startswith("listening on 127.0.0.1:"), (await end(process)).err
            yield process, line.removeprefix("listening on ").strip()
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()


def module_command(module: str) -> Command:
    """`python -m MODULE`, with all that this test can import."""
    return Command((sys.executable, "-m", module), (("PYTHONPATH", os.pathsep.join(sys.path)),))


def pex_command(pex: str) -> Command:
    """A pex in the test's working folder (`runtime_package_dependencies`); it is unpacked into the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Command((str(Path(pex).resolve()),), (("XDG_CACHE_HOME", cache),))
