"""The time zone of this machine, by its name."""

import os
from pathlib import Path

_LOCALTIME = Path("/etc/localtime")


def machine_zone() -> str:
    """Its IANA name; empty where the machine does not tell one."""
    from zoneinfo import ZoneInfo

    linked = str(_LOCALTIME.resolve()).partition("/zoneinfo/")[2] if _LOCALTIME.is_symlink() else ""
    zone = os.environ.get("TZ", "").removeprefix(":") or linked
    try:
        return ZoneInfo(zone).key if zone else ""
    except (KeyError, ValueError, OSError):
        return ""
