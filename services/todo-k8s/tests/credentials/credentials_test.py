"""A role's credentials that come late, never, or expire: the server lives on, and is ready when it can be."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from grpc import StatusCode

from credentials.pod import create_table, pod, probed
from credentials.stand_in import StandIn, stand_in


@pytest.fixture(scope="module")
def store(dynamodb_local: str) -> str:
    return create_table(dynamodb_local)


@pytest.fixture
def aws(dynamodb_local: str) -> Iterator[StandIn]:
    with stand_in(dynamodb_local) as made:
        yield made


@pytest.mark.parametrize(
    ("source", "silent"),
    [
        ("instance-metadata", False),
        ("kube2iam", True),
        ("container", False),
        ("container", True),
        ("web-identity", False),
        ("web-identity", True),
    ],
)
async def test_a_pod_whose_credentials_come_late_becomes_ready_without_a_restart(
    source: str, silent: bool, aws: StandIn, store: str, tmp_path: Path
) -> None:
    aws.silent = silent
    with pod(source, aws, store, tmp_path) as running:
        async with probed(running) as probes:
            assert not await probes.is_ready()
            assert await probes.call(timeout=3) is not StatusCode.OK
            for _ in range(2):
                await asyncio.to_thread(aws.wait_until_asked)
            assert not await probes.is_ready()
            aws.answers = True
            print(f"{source}: ready {await probes.until_ready(True):.1f} s after the credentials were there")
            assert await probes.call() is StatusCode.OK
        assert probes.lives == {True}
        assert running.terminate() == 0


@pytest.mark.parametrize("source", ["container", "web-identity"])
def test_a_pod_that_waits_for_credentials_ends_on_sigterm(
    source: str, aws: StandIn, store: str, tmp_path: Path
) -> None:
    aws.silent = True
    with pod(source, aws, store, tmp_path) as running:
        aws.wait_until_asked()
        assert running.terminate() == 0


@pytest.mark.parametrize("source", ["kube2iam", "web-identity"])
async def test_expired_credentials_are_replaced_before_a_call_fails(
    source: str, aws: StandIn, store: str, tmp_path: Path
) -> None:
    aws.answers = True
    with pod(source, aws, store, tmp_path) as running:
        async with probed(running) as probes:
            await probes.until_ready(True)
            for _ in range(2):
                aws.expired.add(aws.newest)
                assert await probes.call() is StatusCode.OK
                assert aws.newest not in aws.expired
        assert probes.lives == {True}


async def test_a_pod_whose_credentials_expire_before_there_are_new_ones_recovers(
    aws: StandIn, store: str, tmp_path: Path
) -> None:
    aws.answers = True
    with pod("kube2iam", aws, store, tmp_path) as running:
        async with probed(running) as probes:
            await probes.until_ready(True)
            aws.answers = False
            aws.expired.add(aws.newest)
            await probes.until_ready(False)
            assert await probes.call() is StatusCode.UNAVAILABLE
            aws.answers = True
            await probes.until_ready(True)
            assert await probes.call() is StatusCode.OK
        assert probes.lives == {True}
