"""The time zone of this machine."""

import os
from datetime import datetime
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


def here() -> datetime:
    """The time in this machine's zone, by whose name, where it tells one, is known when the clocks change."""
    from zoneinfo import ZoneInfo

    zone = machine_zone()
    return datetime.now(ZoneInfo(zone)) if zone else datetime.now().astimezone()
