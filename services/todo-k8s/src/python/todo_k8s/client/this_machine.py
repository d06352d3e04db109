"""Whether what is sent to an address leaves this machine."""

import re

from grpc_service.address import parse_address

_SCHEME = re.compile(r"(?:dns:(?://(?P<asked>[^/]*)/)?|ipv4:|ipv6:)")


def is_this_machine(target: str) -> bool:
    """Of a name that grpc resolves. What is not surely here is elsewhere: of names, only `localhost` is here."""
    if target.startswith("unix:"):
        return True
    scheme = _SCHEME.match(target)
    if scheme and scheme["asked"] and "localhost" in target:
        # Where that is, the name server says that is to be asked.
        return False
    # ipv4: and ipv6: take several addresses.
    return all(map(_is_loopback, target[scheme.end() if scheme else 0 :].split(",")))


def _is_loopback(address: str) -> bool:
    try:
        return parse_address(address).is_loopback
    except ValueError:
        return False
