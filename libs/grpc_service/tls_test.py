import logging
import os
import socket
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import pytest

from grpc_service.address import Address
from grpc_service.echo_service import DESCRIPTOR, Echo, say, struct
from grpc_service.handlers import Rules, service_handler
from grpc_service.streams import Streams
from grpc_service.testing_certificate import write_certificate
from grpc_service.tls import Certificate
from grpc_service.tls_files import Pair, TlsError, TlsFiles


@asynccontextmanager
async def serving(files: TlsFiles) -> AsyncIterator[Address]:
    server = grpc.aio.server()
    rules = Rules("shop", lambda error: None)
    server.add_generic_rpc_handlers([service_handler(DESCRIPTOR, Echo(lambda: None), rules, Streams())])
    port = server.add_secure_port("127.0.0.1:0", Certificate(files).credentials())
    await server.start()
    try:
        yield Address("127.0.0.1", port)
    finally:
        await server.stop(None)


async def trusts(address: Address, certificate: bytes) -> bool:
    """Whether who trusts that certificate alone is answered, on a connection of its own."""
    credentials = grpc.ssl_channel_credentials(certificate)
    options = [("grpc.use_local_subchannel_pool", 1)]
    async with grpc.aio.secure_channel(str(address), credentials, options) as channel:
        try:
            return await say(channel)(struct(a="b"), timeout=10) == struct(a="b")
        except grpc.aio.AioRpcError as error:
            assert error.code() is grpc.StatusCode.UNAVAILABLE
            return False


async def test_who_connects_gets_the_certificate_that_is_there_by_then(tmp_path: Path) -> None:
    files = write_certificate(tmp_path)
    first = files.certificate.read_bytes()
    async with serving(files) as address:
        assert await trusts(address, first)
        second = write_certificate(tmp_path).certificate.read_bytes()
        assert not await trusts(address, first)
        assert await trusts(address, second)


async def test_a_connection_that_is_open_stays(tmp_path: Path) -> None:
    files = write_certificate(tmp_path)
    async with serving(files) as address:
        credentials = grpc.ssl_channel_credentials(files.certificate.read_bytes())
        async with grpc.aio.secure_channel(str(address), credentials) as channel:
            assert await say(channel)(struct(a="b")) == struct(a="b")
            write_certificate(tmp_path)
            assert await say(channel)(struct(a="b")) == struct(a="b")


async def test_a_new_pair_is_found_behind_a_link_that_is_turned(tmp_path: Path) -> None:
    """As Kubernetes replaces the files of a Secret."""
    for version in ("one", "two"):
        (tmp_path / version).mkdir()
        write_certificate(tmp_path / version)
    now = tmp_path / "now"
    now.symlink_to("one")
    async with serving(TlsFiles(now / "tls.crt", now / "tls.key")) as address:
        (tmp_path / "next").symlink_to("two")
        os.replace(tmp_path / "next", now)
        assert await trusts(address, (tmp_path / "two" / "tls.crt").read_bytes())


class Replaced(TlsFiles):
    """While they are read, where a file `again` asks for it."""

    def read(self) -> Pair:
        pair = super().read()
        if self.certificate.with_name("again").exists():
            self.certificate.with_name("again").unlink()
            write_certificate(self.certificate.parent)
        return pair


async def test_files_that_are_replaced_while_they_are_read_are_read_again(tmp_path: Path) -> None:
    """What was read may be a certificate and the key of another one."""
    files = write_certificate(tmp_path)
    first = files.certificate.read_bytes()
    async with serving(Replaced(files.certificate, files.key)) as address:
        write_certificate(tmp_path)
        (tmp_path / "again").touch()
        assert await trusts(address, first)
        assert await trusts(address, files.certificate.read_bytes())


@pytest.mark.parametrize("harm", ["mismatch", "rubbish", "gone", "passphrase"])
async def test_files_that_are_wrong_leave_the_certificate_before_them(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, harm: str
) -> None:
    files = write_certificate(tmp_path)
    first = files.certificate.read_bytes()
    async with serving(files) as address:
        spoil(files, harm)
        assert [await trusts(address, first) for _ in range(2)] == [True, True]
        (line,) = [record for record in caplog.records if record.levelno == logging.ERROR]
        assert "the certificate before them stays" in line.getMessage()
        third = write_certificate(tmp_path).certificate.read_bytes()
        assert await trusts(address, third)


def spoil(files: TlsFiles, harm: str) -> None:
    other = write_certificate(files.key.parent, "other", "secret" if harm == "passphrase" else "")
    match harm:
        case "mismatch":
            os.replace(other.key, files.key)
        case "rubbish":
            files.certificate.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n")
        case "gone":
            files.key.unlink()
        case "passphrase":
            os.replace(other.key, files.key)
            os.replace(other.certificate, files.certificate)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("mismatch", "tls.crt; write the two files of one certificate"),
        ("rubbish", "are no certificate chain and private key; write PEM files, the key's without a passphrase"),
        ("gone", "tls.key cannot be read: No such file or directory"),
        ("passphrase", "are no certificate chain and private key; write PEM files, the key's without a passphrase"),
    ],
)
def test_files_that_are_wrong_from_the_start_are_refused(tmp_path: Path, harm: str, said: str) -> None:
    files = write_certificate(tmp_path)
    spoil(files, harm)
    with pytest.raises(TlsError) as caught:
        Certificate(files)
    assert str(caught.value).endswith(said)


@pytest.mark.parametrize("which", ["certificate", "key"])
def test_files_that_became_readable_are_read_again(tmp_path: Path, which: str) -> None:
    """Who writes a key, and lets the server read it a moment later, changes nothing in it by that."""
    files = write_certificate(tmp_path)
    before = files.version()
    assert files.version() == before
    getattr(files, which).chmod(0o440)
    assert files.version() != before


async def test_tls_before_1_2_is_refused(tmp_path: Path) -> None:
    files = write_certificate(tmp_path)
    async with serving(files) as address:
        assert handshake(address, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
        with pytest.raises((ssl.SSLError, ConnectionError)):
            handshake(address, ssl.TLSVersion.TLSv1_1)


def handshake(address: Address, version: ssl.TLSVersion) -> str | None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    # What OpenSSL thinks of old versions must not be what refuses them here.
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore"):
        context.minimum_version = context.maximum_version = version
    context.set_alpn_protocols(["h2"])
    with (
        socket.create_connection((address.host, address.port)) as connection,
        context.wrap_socket(connection) as wrapped,
    ):
        return wrapped.version()
