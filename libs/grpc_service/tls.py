"""TLS for a server, 1.2 or later, whose certificate is renewed while it runs."""

import logging
from threading import Lock

import grpc

from grpc_service.tls_files import Pair, TlsError, TlsFiles

_log = logging.getLogger(__name__)


class Certificate:
    """What new connections get: what the files held when the last one came that was good. Connections that are open
    keep theirs, until their age ends them."""

    def __init__(self, files: TlsFiles) -> None:
        """Raises TlsError."""
        self._files = files
        self._seen = files.version()
        self._first = files.read()
        # grpc asks in threads of its own, one for each connection that begins.
        self._lock = Lock()
        self._told = ""

    def credentials(self) -> grpc.ServerCredentials:
        # The stubs do not know that None stands for "as before".
        return grpc.dynamic_ssl_server_credentials(_configuration(self._first), self._renewed)  # type: ignore[arg-type]

    def _renewed(self) -> grpc.ServerCertificateConfiguration | None:
        """None where nothing is new."""
        with self._lock:
            try:
                pair = self._read_new()
            except TlsError as error:
                self._tell(str(error))
                return None
        return _configuration(pair) if pair else None

    def _read_new(self) -> Pair | None:
        version = self._files.version()
        if version == self._seen:
            return None
        self._seen = version
        pair = self._files.read()
        if self._files.version() != version:
            # The two may be of different times. They are read once more at the next connection.
            self._seen = ()
            return None
        self._told = ""
        _log.info("%s was replaced: new connections get the new certificate", self._files.certificate)
        return pair

    def _tell(self, problem: str) -> None:
        if problem != self._told:
            self._told = problem
            _log.error("the new TLS files cannot be used, and the certificate before them stays: %s", problem)


def _configuration(pair: Pair) -> grpc.ServerCertificateConfiguration:
    return grpc.ssl_server_certificate_configuration([(pair.key, pair.chain)])
