from collections.abc import Mapping, Sequence

import dns.asyncquery
import dns.message
import dns.rcode
import pytest

from k8s_rollout.endpoints import View
from k8s_rollout.headless_dns import headless_dns

NAME = "tills.shop.svc.cluster.local"


async def answer(names: Mapping[str, Sequence[str]], name: str, kind: str = "A") -> tuple[str, set[str]]:
    """The status and what the name stands for."""
    async with headless_dns({name: View(addresses) for name, addresses in names.items()}) as address:
        host, port = address.split(":")
        response = await dns.asyncquery.udp(dns.message.make_query(name, kind), host, 30, int(port))
    found = {record.to_text() for answer in response.answer for record in answer}
    return dns.rcode.to_text(response.rcode()), found


async def test_a_name_stands_for_every_pod_that_is_known() -> None:
    assert await answer({NAME: ["10.0.0.1", "10.0.0.2"]}, NAME) == ("NOERROR", {"10.0.0.1", "10.0.0.2"})


async def test_pods_have_no_addresses_of_another_kind() -> None:
    assert await answer({NAME: ["10.0.0.1"]}, NAME, "AAAA") == ("NOERROR", set())


@pytest.mark.parametrize("names", [{}, {NAME: []}])
async def test_what_has_no_pods_is_unknown(names: Mapping[str, Sequence[str]]) -> None:
    assert await answer(names, NAME) == ("NXDOMAIN", set())
