"""What gives a pod its credentials, and the DynamoDB that takes them, on loopback.

The instance's metadata (IMDS version 2, and version 1 as kube2iam has it), a container's credentials, and STS for a web
identity. They give a new access key each time, once they `answer`.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import Request, urlopen

ROLE = "arn:aws:iam::123456789012:role/dev-service"

_ROLE_PATH = "/latest/meta-data/iam/security-credentials/"
_TOKEN_PATH = "/latest/api/token"
_STS = """<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>{AccessKeyId}</AccessKeyId>
<SecretAccessKey>{SecretAccessKey}</SecretAccessKey><SessionToken>{Token}</SessionToken>
<Expiration>{Expiration}</Expiration></Credentials><AssumedRoleUser><Arn>{arn}</Arn><AssumedRoleId>A:b</AssumedRoleId>
</AssumedRoleUser></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"""


@dataclass
class StandIn:
    """`silent` makes what does not answer yet say nothing at all, instead of status 503; `tokens` is IMDS version 2."""

    dynamodb: str
    endpoint: str = ""
    answers: bool = False
    silent: bool = False
    tokens: bool = True
    asked: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    given: int = 0
    expired: set[str] = field(default_factory=set)
    stopped: threading.Event = field(default_factory=threading.Event)

    def credentials(self) -> dict[str, str]:
        self.given += 1
        expiration = datetime.now(UTC) + timedelta(hours=1)
        return {
            "Code": "Success",
            "AccessKeyId": self.newest,
            "SecretAccessKey": "secret",
            "Token": "token",
            "Expiration": expiration.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }

    def wait_until_asked(self) -> None:
        """Until somebody has asked for credentials once more; fails after half a minute."""
        assert self.asked.acquire(timeout=30), "nobody asks for credentials"

    @property
    def newest(self) -> str:
        """The access key that was given last."""
        return f"KEY{self.given}"


@contextmanager
def stand_in(dynamodb: str) -> Iterator[StandIn]:
    """`dynamodb` is the endpoint of the real one."""
    state = StandIn(dynamodb)

    class Handler(_Handler):
        aws = state

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield state
    finally:
        state.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    aws: StandIn
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        self._give(lambda: (200, b"token") if self.aws.tokens and self.path == _TOKEN_PATH else (404, b""))

    def do_GET(self) -> None:
        self._give(lambda: (200, b"dev-service" if self.path == _ROLE_PATH else _json(self.aws.credentials())))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if "x-amz-target" in self.headers:
            self._send(*self._dynamodb(body))
        else:
            self._give(lambda: (200, _STS.format(arn=ROLE, **self.aws.credentials()).encode()))

    def _give(self, answer: Callable[[], tuple[int, bytes]]) -> None:
        self.aws.asked.release()
        if self.aws.answers:
            self._send(*answer())
        elif self.aws.silent:
            # What was swallowed stays unanswered, also when others are answered again.
            self.aws.stopped.wait()
            self.close_connection = True
        else:
            self._send(503, b"the role is not known yet")

    def _dynamodb(self, body: bytes) -> tuple[int, bytes]:
        key = self.headers["authorization"].partition("Credential=")[2].partition("/")[0]
        if key in self.aws.expired:
            return 400, _json({"__type": "com.amazon.coral.service#ExpiredTokenException", "message": "expired"})
        kept = {name: self.headers[name] for name in ("authorization", "content-type", "x-amz-target")}
        try:
            with urlopen(Request(self.aws.dynamodb, body, kept), timeout=30) as response:
                return 200, response.read()
        except HTTPError as error:
            return error.code, error.read()

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: pytest would show each request of the tests that fail."""


def _json(fields: dict[str, str]) -> bytes:
    return json.dumps(fields).encode()
