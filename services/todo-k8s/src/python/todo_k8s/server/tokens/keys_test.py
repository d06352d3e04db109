import asyncio
import logging
from pathlib import Path

import pytest
from grpc import StatusCode

from todo_k8s.server.refusal import Refused
from todo_k8s.server.tokens.key_source import MAX_BYTES, FileSource, KeysUnavailable, source_of
from todo_k8s.server.tokens.keys import AT_MOST_EVERY_SECONDS, Keys
from todo_k8s.server.tokens.testing_provider import Endpoint, key_of, key_set, provider, public_jwk

ONE_AND_TWO = key_set(public_jwk("one"), public_jwk("two"))


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now

    def let_fetch(self) -> None:
        self.now += AT_MOST_EVERY_SECONDS


def is_key(found: object, kid: str) -> bool:
    return found == key_of(kid).public_key()


async def unavailable(keys: Keys, kid: str) -> None:
    with pytest.raises(Refused) as caught:
        await keys.find(kid, "RS256")
    assert (caught.value.problem.code, caught.value.problem.reason) == (StatusCode.UNAVAILABLE, "IDENTITY_UNAVAILABLE")


async def test_keys_are_fetched_once_for_all_who_wait_for_the_first() -> None:
    async with provider() as endpoint:
        keys = Keys(source_of(endpoint.url), ["RS256"])
        found = await asyncio.gather(*(keys.find("one", "RS256") for _ in range(20)))
        assert [is_key(each, "one") for each in found] == [True] * 20
        assert endpoint.asked == 1
        await keys.close()


async def test_who_gives_up_waiting_does_not_take_the_keys_from_others() -> None:
    async with provider() as endpoint:
        keys = Keys(source_of(endpoint.url), ["RS256"])
        impatient = asyncio.create_task(keys.find("one", "RS256"))
        patient = asyncio.create_task(keys.find("one", "RS256"))
        await asyncio.sleep(0)
        impatient.cancel()
        assert is_key(await patient, "one")
        await keys.close()


async def test_a_key_that_is_not_known_is_asked_for_but_not_too_often() -> None:
    clock = Clock()
    async with provider() as endpoint:
        keys = Keys(source_of(endpoint.url), ["RS256"], clock)
        await keys.refresh()
        endpoint.body = ONE_AND_TWO
        assert await keys.find("two", "RS256") is None
        clock.let_fetch()
        assert is_key(await keys.find("two", "RS256"), "two")
        for number in range(50):
            assert await keys.find(f"made up {number}", "RS256") is None
        assert endpoint.asked == 2
        await keys.close()


async def test_a_known_key_of_another_kind_is_no_reason_to_ask() -> None:
    clock = Clock()
    async with provider() as endpoint:
        keys = Keys(source_of(endpoint.url), ["RS256", "ES256"], clock)
        await keys.refresh()
        clock.let_fetch()
        assert await keys.find("one", "ES256") is None
        assert endpoint.asked == 1
        await keys.close()


async def test_keys_that_were_taken_back_are_gone_at_the_next_refresh() -> None:
    clock = Clock()
    async with provider() as endpoint:
        endpoint.body = ONE_AND_TWO
        keys = Keys(source_of(endpoint.url), ["RS256"], clock)
        assert is_key(await keys.find("one", "RS256"), "one")
        endpoint.body = key_set(public_jwk("two"))
        clock.let_fetch()
        await keys.refresh()
        assert await keys.find("one", "RS256") is None
        await keys.close()


@pytest.mark.parametrize("given", [b'{"keys": []}', key_set(public_jwk("one", "ES256"))])
async def test_an_empty_key_set_takes_all_keys_back(given: bytes, caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    async with provider() as endpoint:
        keys = Keys(source_of(endpoint.url), ["RS256"], clock)
        assert is_key(await keys.find("one", "RS256"), "one")
        before = keys.current
        endpoint.body = given
        clock.let_fetch()
        await keys.refresh()
        await unavailable(keys, "one")
        assert keys.current is not before, "what was verified with it counts no more"
        assert "those it gave before are taken back" in caplog.text
        await keys.ping()
        endpoint.body = ONE_AND_TWO
        clock.let_fetch()
        assert is_key(await keys.find("one", "RS256"), "one")
        await keys.close()


async def test_without_any_key_from_the_beginning_it_is_not_ready() -> None:
    async with provider() as endpoint:
        endpoint.body = b'{"keys": []}'
        keys = Keys(source_of(endpoint.url), ["RS256"])
        await unavailable(keys, "one")
        with pytest.raises(KeysUnavailable, match="it has no public key for RS256"):
            await keys.ping()
        await keys.close()


def break_(endpoint: Endpoint, harm: str) -> None:
    match harm:
        case "status":
            endpoint.status = 503
        case "redirection":
            endpoint.status, endpoint.headers = 302, {"location": "/elsewhere.json"}
        case "rubbish":
            endpoint.body = b"<html>"
        case "too much":
            endpoint.body = b" " * (MAX_BYTES + 1) + key_set()


@pytest.mark.parametrize("harm", ["status", "redirection", "rubbish", "too much"])
async def test_while_the_provider_is_down_the_keys_that_it_gave_before_stay(
    harm: str, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    async with provider() as endpoint:
        keys = Keys(source_of(endpoint.url), ["RS256"], clock)
        await keys.refresh()
        break_(endpoint, harm)
        clock.let_fetch()
        await keys.refresh()
        assert is_key(await keys.find("one", "RS256"), "one")
        await keys.ping()
        # Whether it has that one by now cannot be known.
        await unavailable(keys, "two")
        assert "those it gave before stay in force" in caplog.text
        await keys.close()


async def test_a_provider_that_was_never_there_is_asked_again() -> None:
    clock = Clock()
    async with provider() as endpoint:
        break_(endpoint, "status")
        keys = Keys(source_of(endpoint.url), ["RS256"], clock)
        await unavailable(keys, "one")
        with pytest.raises(KeysUnavailable, match=r"^no keys from http://.*: HTTP status 503$"):
            await keys.ping()
        endpoint.status = 200
        clock.let_fetch()
        assert is_key(await keys.find("one", "RS256"), "one")
        await keys.ping()
        await keys.close()


async def test_nobody_there_is_told_as_such() -> None:
    keys = Keys(source_of("http://127.0.0.1:1/jwks.json"), ["RS256"])
    await unavailable(keys, "one")
    with pytest.raises(KeysUnavailable, match="Connect"):
        await keys.ping()
    await keys.close()


class Observed(FileSource):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.fetches = asyncio.Semaphore(0)

    async def fetch(self) -> bytes:
        self.fetches.release()
        return await super().fetch()


async def test_keys_are_followed_in_the_background(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("todo_k8s.server.tokens.keys.EVERY_SECONDS", 0.01)
    clock, path = Clock(), tmp_path / "jwks.json"
    path.write_bytes(key_set())
    source = Observed(path)
    keys = Keys(source, ["RS256"], clock)
    following = asyncio.create_task(keys.follow())
    assert is_key(await keys.find("one", "RS256"), "one")
    path.write_bytes(key_set(public_jwk("two")))
    clock.let_fetch()
    async with asyncio.timeout(30):
        await source.fetches.acquire()
        await source.fetches.acquire()
    assert is_key(await keys.find("two", "RS256"), "two")
    following.cancel()
    await keys.close()


async def test_a_file_that_is_not_there_is_told_as_such(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    keys = Keys(source_of(tmp_path / "jwks.json"), ["RS256"])
    await unavailable(keys, "one")
    assert f"no keys from {tmp_path}/jwks.json: No such file or directory" in caplog.text
    await keys.close()
