"""Pexes, as zip files."""

import zipfile
from pathlib import Path

_CHANGED = "todo_k8s/version.py"


def change_a_line(pex: Path, target: Path) -> None:
    """Writes a copy whose code of ours has one line more."""
    with zipfile.ZipFile(pex) as source, target.open("wb") as file:
        # Before the zip stands the script by which the shell starts it.
        file.write(pex.read_bytes()[: min(entry.header_offset for entry in source.infolist())])
        with zipfile.ZipFile(file, "w") as copy:
            for entry in source.infolist():
                more = b"\n# One line more.\n" if entry.filename == _CHANGED else b""
                copy.writestr(entry, source.read(entry) + more)
    target.chmod(0o755)
