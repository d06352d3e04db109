"""What the figures were taken on."""

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from todo_benchmarks.processes import interpreter

PACKAGES = ("grpcio", "uvloop", "protobuf", "pynamodb", "botocore")


@dataclass(frozen=True, slots=True)
class Machine:
    """`load` is the average of the minute before; 0 where nothing else ran."""

    cpu: str
    cpus: int
    system: str
    versions: str
    load: float

    def __str__(self) -> str:
        return f"on {self.cpus} × {self.cpu}, {self.system}, load before {self.load:g}; {self.versions}"


def this_machine() -> Machine:
    versions = ", ".join([_python(), *(f"{each} {version(each)}" for each in PACKAGES), *_node()])
    system = f"{platform.system()} {platform.release().partition('-')[0]} {platform.machine()}"
    return Machine(_cpu(), os.cpu_count() or 0, system, versions, round(os.getloadavg()[0], 1))


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())


def _python() -> str:
    """That of the servers. Built with profile-guided optimisation, as images have it, it takes less CPU."""
    code = "import platform; print(platform.python_implementation(), platform.python_version())"
    return subprocess.run([interpreter(), "-c", code], stdout=subprocess.PIPE, check=True, text=True).stdout.strip()


def _node() -> list[str]:
    if not (node := shutil.which("node")):
        return []
    return [f"Node {subprocess.run([node, '--version'], stdout=subprocess.PIPE, check=True, text=True).stdout.strip()}"]
