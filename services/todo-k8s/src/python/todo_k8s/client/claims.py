"""What a token says of itself, for people to see: nothing of it is verified here, which is for the server to do."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def claims_of(token: str) -> Mapping[str, Any]:
    """Those of a JSON Web Token (RFC 7519 §3); none of one that is something else."""
    parts = token.split(".")
    try:
        text = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        found = json.loads(text)
    except (IndexError, binascii.Error, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def expiry_of(claims: Mapping[str, Any]) -> datetime | None:
    """`exp`, in seconds since 1970; None where it says nothing, or nothing that the calendar has."""
    seconds = claims.get("exp")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def left_text(expiry: datetime, now: datetime) -> str:
    """How long that is from now, to the largest unit that is not zero."""
    seconds = int(abs((expiry - now).total_seconds()))
    units = (("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))
    name, size = next((unit for unit in units if seconds >= 2 * unit[1]), units[-1])
    return f"in {seconds // size} {name}" if expiry > now else f"over for {seconds // size} {name}"
