"""A server's certificate chain and its private key, in PEM files."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

Version: TypeAlias = tuple[tuple[int, int, int, int], ...]


class TlsError(Exception):
    """The files cannot be used; the message says why, and what to write instead."""


@dataclass(frozen=True, slots=True)
class Pair:
    chain: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class TlsFiles:
    certificate: Path
    key: Path

    def version(self) -> Version:
        """Is another one after either file was written, replaced, or became readable, also where a link leads elsewhere
        since. Raises TlsError."""
        try:
            stats = [path.stat() for path in (self.certificate, self.key)]
        except OSError as error:
            raise TlsError(f"{error.filename} cannot be read: {error.strerror}") from error
        return tuple((stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size) for stat in stats)

    def read(self) -> Pair:
        """Raises TlsError for what is no chain with its key."""
        try:
            pair = Pair(self.certificate.read_bytes(), self.key.read_bytes())
        except OSError as error:
            raise TlsError(f"{error.filename} cannot be read: {error.strerror}") from error
        self._check()
        return pair

    def _check(self) -> None:
        # Whoever only wants help or version need not wait for it.
        import ssl

        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self.certificate, self.key, _no_passphrase)
        except ssl.SSLError as error:
            if error.reason == "KEY_VALUES_MISMATCH":
                message = f"the key in {self.key} is not that of the certificate in {self.certificate}"
                raise TlsError(f"{message}; write the two files of one certificate") from error
            message = f"{self.certificate} and {self.key} are no certificate chain and private key"
            raise TlsError(f"{message}; write PEM files, the key's without a passphrase") from error


def _no_passphrase() -> str:
    """Instead of asking for one on the terminal."""
    return ""
