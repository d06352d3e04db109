"""Makes what `./pants` needs and does not find: an environment for Pants and the pex tool, from hash-locked wheels."""

import fcntl
import hashlib
import os
import shlex
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Dict, Tuple

import interpreters
import wheels
from interpreters import Interpreter

PANTS_MINORS = ("3.9", "3.8")
CODE_MINORS = ("3.11",)
PLATFORMS = ("linux_x86_64", "linux_arm64", "macos_x86_64", "macos_arm64")


class Missing(Exception):
    """What is missing and how to mend it."""


def uv_program(cache: Path) -> str:
    """The machine's uv, or the locked one, installed into the cache."""
    on_path = shutil.which("uv")
    if on_path:
        return on_path
    wheels.install(sys.executable, "uv.lock", "--target", str(cache / "uv"), "--upgrade")
    return str(cache / "uv" / "bin" / "uv")


def find(minors: Tuple[str, ...], cache: Path, purpose: str) -> Interpreter:
    environ = dict(os.environ)
    found = interpreters.on_this_machine(minors, environ) or interpreters.from_uv(uv_program(cache), minors[0])
    if found is None:
        raise Missing("There is no CPython {} for {}.".format(" or ".join(minors), purpose))
    return found


def pants_interpreter(cache: Path) -> Interpreter:
    chosen = os.environ.get("PANTS_PYTHON")
    if not chosen:
        return find(PANTS_MINORS, cache, "Pants")
    found = interpreters.probe(chosen)
    if found is None or found.minor not in PANTS_MINORS:
        raise Missing("PANTS_PYTHON={} is no CPython {}.".format(chosen, " or ".join(PANTS_MINORS)))
    return found


def make_pex_tool(python: str, folder: Path) -> Path:
    """Builds the tool that Pants would otherwise download; its bytes depend on the locked wheel alone."""
    unpacked, tool = folder / "unpacked", folder / "pex"
    wheels.install(python, "pex.lock", "--target", str(unpacked))
    build = ["-m", "pex", "--sources-directory", str(unpacked), "-m", "pex", "-o", str(tool), "--no-compile"]
    wheels.run([python, *build], PYTHONPATH=str(unpacked), PEX_ROOT=str(folder / "root"))
    return tool


def pex_settings(tool: Path) -> Dict[str, str]:
    content = tool.read_bytes()
    (version,) = (path.name.split("-")[1] for path in (tool.parent / "unpacked").glob("pex-*.dist-info"))
    version = "v" + version[: -len(".dist")]
    row = "'{}|{{}}|{}|{}'".format(version, hashlib.sha256(content).hexdigest(), len(content))
    return {
        "PANTS_PEX_CLI_VERSION": version,
        "PANTS_PEX_CLI_KNOWN_VERSIONS": "[{}]".format(",".join(row.format(platform) for platform in PLATFORMS)),
        "PANTS_PEX_CLI_URL_TEMPLATE": "file:{}".format(tool),
    }


def make(cache: Path, state: Path) -> None:
    """Writes `state`, the file that says that all is there, last and at once."""
    python, code_python = pants_interpreter(cache), find(CODE_MINORS, cache, "the code")
    folder = Path(tempfile.mkdtemp(prefix=state.name + "-", dir=str(cache)))
    wheels.run([python.path, "-m", "venv", str(folder / "venv")])
    venv_python = str(folder / "venv" / "bin" / "python")
    wheels.install(venv_python, "pants.lock")
    settings = pex_settings(make_pex_tool(venv_python, folder))
    search_path = "['{}','<PATH>','<PYENV>']".format(Path(code_python.path).parent)
    settings["PANTS_PYTHON_BOOTSTRAP_SEARCH_PATH"] = search_path
    lines = ["program={}".format(shlex.quote(str(folder / "venv" / "bin" / "pants")))]
    lines += ["export {}={}".format(name, shlex.quote(value)) for name, value in settings.items()]
    unfinished = folder / "state"
    unfinished.write_text("\n".join(lines) + "\n")
    os.replace(str(unfinished), str(state))


def main(state: Path) -> None:
    cache = state.parent
    cache.mkdir(parents=True, exist_ok=True)
    with open(str(cache / "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not state.exists():
            make(cache, state)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except (Missing, wheels.StepFailed) as problem:
        sys.exit("./pants: {}".format(problem))
