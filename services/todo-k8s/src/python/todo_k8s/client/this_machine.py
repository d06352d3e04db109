"""Whether what is sent to an address leaves this machine."""

import re

from grpc_service.address import parse_address

_SCHEME = re.compile(r"(?:dns:(?://[^/]*/)?|ipv4:|ipv6:)")


def is_this_machine(target: str) -> bool:
    """Of a name that grpc resolves. What is not surely here is elsewhere: of names, only `localhost` is here."""
    if target.startswith("unix:"):
        return True
    # ipv4: and ipv6: take several addresses.
    return all(map(_is_loopback, _SCHEME.sub("", target, count=1).split(",")))


def _is_loopback(address: str) -> bool:
    try:
        return parse_address(address).is_loopback
    except ValueError:
        return False
