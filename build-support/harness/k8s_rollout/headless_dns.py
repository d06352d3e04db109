"""The cluster's DNS: the name of a headless Service stands for the addresses of its pods."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from k8s_rollout.endpoints import View

# As CoreDNS has it where nobody says otherwise.
_TTL_SECONDS = 5

Address = tuple[str, int]


class _Resolver(asyncio.DatagramProtocol):
    def __init__(self, names: Mapping[str, View]) -> None:
        self._names = {f"{name}.": view for name, view in names.items()}
        self._transport: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, sender: Address) -> None:
        self._transport.sendto(self._answer(dns.message.from_wire(data)).to_wire(), sender)

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        response = dns.message.make_response(query, recursion_available=True)
        (question,) = query.question
        view = self._names.get(question.name.to_text().lower())
        if view is None or not view.addresses:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif question.rdtype == dns.rdatatype.A:
            response.answer.append(dns.rrset.from_text(question.name, _TTL_SECONDS, "IN", "A", *view.addresses))
        return response


@asynccontextmanager
async def headless_dns(names: Mapping[str, View]) -> AsyncIterator[str]:
    """Answers for the names, on a free UDP port of the address that it gives, HOST:PORT."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Resolver(names), ("127.0.0.1", 0))
    host, port = transport.get_extra_info("sockname")
    try:
        yield f"{host}:{port}"
    finally:
        transport.close()
