import asyncio

from k8s_rollout.endpoints import Endpoints, Lag, View
from k8s_rollout.testing import until


async def until_knows(view: View, addresses: tuple[str, ...]) -> list[tuple[str, ...]]:
    """All that the view knew until then, in turn."""
    known: list[tuple[str, ...]] = []
    async with asyncio.timeout(30):
        while addresses not in known:
            now = view.addresses
            known += [now] if known[-1:] != [now] else []
            await asyncio.sleep(0.001)
    return known


async def test_an_observer_is_late_and_never_goes_back() -> None:
    print("seed 1")
    endpoints = Endpoints(Lag(0.1, 0.3), seed=1)
    views = [endpoints.view() for _ in range(20)]
    for number in range(1, 40):
        endpoints.set([f"10.0.0.{number}"])
    assert endpoints.addresses == ("10.0.0.39",)
    assert {view.addresses for view in views} == {()}
    for known in await asyncio.gather(*(until_knows(view, endpoints.addresses) for view in views)):
        numbers = [int(addresses[0].rpartition(".")[2]) for addresses in known if addresses]
        assert numbers == sorted(numbers)
    await asyncio.sleep(0.3)
    assert {view.addresses for view in views} == {endpoints.addresses}


async def test_one_observer_may_be_behind_another() -> None:
    print("seed 1")
    endpoints = Endpoints(Lag(0, 0.5), seed=1)
    first, second = endpoints.view(), endpoints.view()
    endpoints.set(["10.0.0.1"])
    await until(lambda: bool(first.addresses or second.addresses))
    assert first.addresses != second.addresses
