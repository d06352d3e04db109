"""Marks beside a file how it was left, so that the next start knows whether it was changed since (docs/adr/0017)."""

from contextlib import suppress
from pathlib import Path

_IN_DOUBT = "in doubt\n"


def leave(path: Path) -> None:
    """To be called when the file is closed. Does nothing where it is in doubt, or where no mark can be written."""
    with suppress(OSError):
        if _read(path) != _IN_DOUBT:
            _write(path, _state_of(path))


def doubt(path: Path) -> None:
    """The file is not `as_left` again before it was cleared of this."""
    with suppress(OSError):
        _write(path, _IN_DOUBT)


def clear(path: Path) -> None:
    """To be called when the whole file was checked."""
    with suppress(OSError):
        _mark_of(path).unlink(missing_ok=True)


def is_as_left(path: Path) -> bool:
    with suppress(OSError):
        return _read(path) == _state_of(path)
    return False


def _mark_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-left")


def _read(path: Path) -> str:
    mark = _mark_of(path)
    return mark.read_text(errors="replace") if mark.exists() else ""


def _write(path: Path, text: str) -> None:
    mark = _mark_of(path)
    mark.touch(0o600)
    mark.write_text(text)


def _state_of(path: Path) -> str:
    """Another file is another inode, and whatever is written into this one gives it another time of change."""
    found = path.stat()
    return f"{found.st_ino} {found.st_size} {found.st_ctime_ns}\n"
