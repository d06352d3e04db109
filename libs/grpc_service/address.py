"""Addresses to listen on: `host:port`, IPv6 in brackets."""

import ipaddress
import re
from dataclasses import dataclass

_FORM = re.compile(r"(?:\[(?P<v6>[^\]]+)\]|(?P<host>[^:\[\]]+)):(?P<port>\d{1,5})")


@dataclass(frozen=True, slots=True)
class Address:
    """Port 0 stands for any free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it. Of names, only `localhost` is taken for that."""
        ip = self._ip()
        return self.host == "localhost" if ip is None else ip.is_loopback

    @property
    def reachable(self) -> "Address":
        """Where a client on this machine reaches it: an address that stands for all of them cannot be dialled."""
        ip = self._ip()
        if ip is None or not ip.is_unspecified:
            return self
        return Address("127.0.0.1" if ip.version == 4 else "::1", self.port)

    def _ip(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None


class BindError(Exception):
    """A server cannot listen there; the message says why and how to mend it."""


def parse_address(text: str) -> Address:
    """Raises ValueError with what to write instead."""
    form = _FORM.fullmatch(text)
    if form is None:
        raise ValueError("write host:port, for example 127.0.0.1:8081, or [::1]:8081 for IPv6")
    if int(form["port"]) > 65_535:
        raise ValueError("write a port from 0 to 65535; 0 picks a free one")
    if form["v6"]:
        _check_ipv6(form["v6"])
    return Address(form["v6"] or form["host"], int(form["port"]))


def _check_ipv6(text: str) -> None:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        raise ValueError("write an IPv6 address in the brackets, for example [::1]:8081") from None
