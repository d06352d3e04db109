"""The settings that every server has: where it listens, how it logs, how it drains."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grpc_service.address import Address, parse_address
from grpc_service.logs import FORMATS, LEVELS
from grpc_service.parsers import boolean, one_of, seconds
from grpc_service.settings import Reader, Setting
from grpc_service.tls_files import TlsError, TlsFiles


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Times in seconds. `strangers` are the variables that look like the server's and are not."""

    listen: Address
    health_listen: Address | None
    log_level: str
    log_format: str
    drain_delay: float
    drain_grace: float
    strangers: tuple[str, ...] = ()
    tls: TlsFiles | None = None


class ServerTable:
    """The rows of those settings for one server, whose variables begin with `prefix` (`TODO_`).

    It listens on `port` of loopback unless it is told otherwise. `harm` is what whoever reaches another address could
    do, as nobody is asked who they are ("read the to-dos").
    """

    def __init__(self, prefix: str, port: int, harm: str) -> None:
        self._prefix = prefix
        self._harm = harm
        self.listen = Setting(
            "--listen",
            f"{prefix}LISTEN",
            f"127.0.0.1:{port}",
            parse_address,
            "Where to listen; IPv6 addresses in brackets; port 0 picks a free one.",
            "HOST:PORT",
        )
        self.health_listen = Setting(
            "--health-listen",
            f"{prefix}HEALTH_LISTEN",
            "",
            _optional_address,
            "Where to answer probes besides, and nothing else.",
            "HOST:PORT",
        )
        self._insecure_any_address = Setting(
            "--insecure-any-address",
            f"{prefix}INSECURE_ANY_ADDRESS",
            "false",
            boolean,
            "Allow an address that other machines reach, although nobody is asked who they are.",
            switch=True,
        )
        self.tls_certificate = Setting(
            "--tls-certificate",
            f"{prefix}TLS_CERTIFICATE",
            "",
            _optional_path,
            "The PEM file of the certificate chain to serve TLS with; replacing it needs no restart.",
            "PATH",
        )
        self._tls_key = Setting(
            "--tls-key",
            f"{prefix}TLS_KEY",
            "",
            _optional_path,
            "The PEM file of the certificate's private key, without a passphrase.",
            "PATH",
        )
        self._log_level = Setting(
            "--log-level",
            f"{prefix}LOG_LEVEL",
            "info",
            one_of(LEVELS),
            f"The least level that is logged to stderr: {', '.join(LEVELS)}.",
            "LEVEL",
        )
        self._log_format = Setting(
            "--log-format",
            f"{prefix}LOG_FORMAT",
            "text",
            one_of(FORMATS),
            "How it is logged: text for people, json for collectors.",
            "FORMAT",
        )
        self._drain_delay = Setting(
            "--drain-delay",
            f"{prefix}DRAIN_DELAY",
            "0",
            seconds(300),
            "How long calls are still accepted after SIGTERM, for balancers to take note.",
            "SECONDS",
        )
        self._drain_grace = Setting(
            "--drain-grace",
            f"{prefix}DRAIN_GRACE",
            "20",
            seconds(600),
            "How long calls in flight then have to finish.",
            "SECONDS",
        )

    @property
    def addresses(self) -> Sequence[Setting[Any]]:
        return self.listen, self.health_listen, self._insecure_any_address, self.tls_certificate, self._tls_key

    @property
    def process(self) -> Sequence[Setting[Any]]:
        return self._log_level, self._log_format, self._drain_delay, self._drain_grace

    def read(
        self,
        reader: Reader,
        own: Iterable[Setting[Any]] = (),
        others: Iterable[str] = (),
        *,
        asks_who: bool = False,
    ) -> ServerSettings:
        """`own` are the settings that the server has besides; `others` are variables with its prefix that are not for
        it. A server that asks callers who they are (`asks_who`) decides itself where it may listen. Problems stay with
        the reader."""
        return ServerSettings(
            listen=reader.get(self.listen) if asks_who else self._checked_listen(reader),
            health_listen=reader.get(self.health_listen),
            log_level=reader.get(self._log_level),
            log_format=reader.get(self._log_format),
            drain_delay=reader.get(self._drain_delay),
            drain_grace=reader.get(self._drain_grace),
            strangers=tuple(reader.misspelled(self._prefix, [*self.addresses, *own, *self.process], others)),
            tls=self._checked_tls(reader),
        )

    def _checked_listen(self, reader: Reader) -> Address:
        listen = reader.get(self.listen)
        if not (reader.get(self._insecure_any_address) or listen.is_loopback):
            allow = self._insecure_any_address
            why = f"whoever reaches that address could {self._harm}, since nobody is asked who they are"
            mend = f"write a loopback address, or allow it with {allow.flag} ({allow.variable}=true)"
            reader.problem(self.listen, f"{why}; {mend}")
        return listen

    def _checked_tls(self, reader: Reader) -> TlsFiles | None:
        certificate, key = reader.get(self.tls_certificate), reader.get(self._tls_key)
        if certificate is None or key is None:
            if certificate or key:
                missing, other = (self._tls_key, "key") if certificate else (self.tls_certificate, "certificate")
                reader.problem(missing, f"write the PEM file of the {other} too, or neither of the two")
            return None
        files = TlsFiles(certificate, key)
        try:
            files.read()
        except TlsError as error:
            reader.problem(self.tls_certificate, str(error))
        return files


def _optional_path(text: str) -> Path | None:
    return Path(text) if text else None


def _optional_address(text: str) -> Address | None:
    return parse_address(text) if text else None
