"""A real server that asks for tokens, over TLS."""

import signal
from pathlib import Path

import grpc
import pytest
from todo.v1.task_list_service_pb2 import ListTaskListsRequest

from grpc_service.probe import is_serving
from grpc_service.testing import failure
from grpc_service.testing_certificate import write_certificate
from todo_k8s.server.testing import Client
from todo_k8s.server.testing_process import end, run, serving
from todo_k8s.server.tokens.testing_provider import AUDIENCE, ISSUER, key_set, provider, token

JWT = {"TODO_IDENTITY": "jwt", "TODO_JWT_ISSUER": ISSUER, "TODO_JWT_AUDIENCE": AUDIENCE}
HEAVY = {"jwt", "cryptography"}


async def answered(address: str, certificate: bytes, shown: str) -> bool:
    """Whether who trusts the certificate is, on a connection of its own."""
    metadata = (("authorization", f"Bearer {shown}"),)
    options = [("grpc.use_local_subchannel_pool", 1)]
    async with grpc.aio.secure_channel(address, grpc.ssl_channel_credentials(certificate), options) as channel:
        call = Client(channel).lists.ListTaskLists(ListTaskListsRequest(), metadata=metadata, timeout=30)
        code = await call.code()
    assert code in (grpc.StatusCode.OK, grpc.StatusCode.UNAVAILABLE)
    return code is grpc.StatusCode.OK


async def test_its_certificate_is_replaced_while_it_runs_and_no_token_is_in_its_log(tmp_path: Path) -> None:
    files = write_certificate(tmp_path)
    first, good, bad = files.certificate.read_bytes(), token(), token(aud="other")
    async with provider() as endpoint:
        settings = {
            **JWT,
            "TODO_JWT_JWKS": endpoint.url,
            "TODO_TLS_CERTIFICATE": str(files.certificate),
            "TODO_TLS_KEY": str(files.key),
        }
        async with serving(tmp_path, "--log-level", "debug", **settings) as (process, address):
            assert await answered(address, first, good)
            await refused(address, first, bad)
            second = write_certificate(tmp_path).certificate.read_bytes()
            assert await answered(address, second, good)
            assert not await answered(address, first, good)
            files.key.write_text("rubbish")
            assert await answered(address, second, good)
            process.send_signal(signal.SIGTERM)
            ended = await end(process)
    assert ended.code == 0
    assert "new connections get the new certificate" in ended.err
    assert "the certificate before them stays" in ended.err
    assert "reason=TOKEN_INVALID" in ended.err
    assert [part for shown in (good, bad) for part in shown.split(".") if part in ended.out + ended.err] == []


async def refused(address: str, certificate: bytes, shown: str) -> None:
    async with grpc.aio.secure_channel(address, grpc.ssl_channel_credentials(certificate)) as channel:
        metadata = (("authorization", f"Bearer {shown}"),)
        failed = await failure(Client(channel).lists.ListTaskLists(ListTaskListsRequest(), metadata=metadata))
    assert (failed.code, failed.info.reason) == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_INVALID")


async def test_health_asks_nobody_who_they_are(tmp_path: Path) -> None:
    jwks = tmp_path / "jwks.json"
    jwks.write_bytes(key_set())
    async with (
        serving(tmp_path, **JWT, TODO_JWT_JWKS=str(jwks)) as (_, address),
        grpc.aio.insecure_channel(address) as channel,
    ):
        assert await is_serving(channel, "", timeout=30)


async def test_keys_that_are_not_there_are_told_before_it_serves(tmp_path: Path) -> None:
    ended = await run(home=tmp_path, **JWT, TODO_JWT_JWKS=str(tmp_path / "keys.json"))
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.splitlines()[-1] == (
        f"todo-k8s-server: no keys from {tmp_path}/keys.json: No such file or directory. To fix, write a JSON Web Key"
        " Set there, or set TODO_JWT_JWKS."
    )


@pytest.mark.parametrize("identity", ["none", "jwt"])
async def test_only_who_asks_for_tokens_waits_for_what_verifies_them(tmp_path: Path, identity: str) -> None:
    jwks = tmp_path / "jwks.json"
    jwks.write_bytes(key_set())
    settings = {**JWT, "TODO_JWT_JWKS": str(jwks)} if identity == "jwt" else {}
    async with serving(tmp_path, PYTHONPROFILEIMPORTTIME="1", **settings) as (process, _):
        process.send_signal(signal.SIGTERM)
        ended = await end(process)
    imported = {line.rpartition("|")[2].strip() for line in ended.err.splitlines()}
    assert HEAVY & imported == (HEAVY if identity == "jwt" else set())
