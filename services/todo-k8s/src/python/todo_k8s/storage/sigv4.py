"""AWS Signature Version 4 for the one shape of request that DynamoDB takes: a POST to `/` with a JSON body.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from botocore.credentials import ReadOnlyCredentials

CONTENT_TYPE = "application/x-amz-json-1.0"

_ALGORITHM = "AWS4-HMAC-SHA256"
_SERVICE = "dynamodb"

_Hash: TypeAlias = "hashlib._Hash"


@dataclass(frozen=True, slots=True)
class Signer:
    host: str
    region: str

    def headers(self, target: str, body: bytes, credentials: ReadOnlyCredentials, second: int) -> Mapping[str, str]:
        """The headers of the request, signed at that `second` since the epoch."""
        stamp = _stamp(second)
        headers = {"content-type": CONTENT_TYPE, "host": self.host, "x-amz-date": stamp}
        if credentials.token:
            headers["x-amz-security-token"] = credentials.token
        headers["x-amz-target"] = target
        headers["authorization"] = self._authorization(headers, body, credentials, stamp)
        return headers

    def _authorization(
        self, headers: Mapping[str, str], body: bytes, credentials: ReadOnlyCredentials, stamp: str
    ) -> str:
        # The names above are in alphabetical order already, as the canonical request wants them.
        names = ";".join(headers)
        lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
        request = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
        day = stamp[:8]
        scope = f"{day}/{self.region}/{_SERVICE}/aws4_request"
        text = f"{_ALGORITHM}\n{stamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        signature = _signature(*_keyed(credentials.secret_key, day, self.region), text)
        return f"{_ALGORITHM} Credential={credentials.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"


# Made once a second: where the processor's caches are cold, nothing else of the signature takes as long.
@lru_cache(maxsize=2)
def _stamp(second: int) -> str:
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(second))


@lru_cache(maxsize=8)
def _keyed(secret: str, day: str, region: str) -> tuple[_Hash, _Hash]:
    """The two hashes of an HMAC with the signing key (RFC 2104), as far as they are those of every text."""
    key = f"AWS4{secret}".encode()
    for part in (day, region, _SERVICE, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    block = key.ljust(64, b"\0")
    return hashlib.sha256(bytes(byte ^ 0x36 for byte in block)), hashlib.sha256(bytes(byte ^ 0x5C for byte in block))


def _signature(inner: _Hash, outer: _Hash, text: str) -> str:
    # OpenSSL's own HMAC takes longer where caches are cold: the hash was at work a moment ago.
    text_in, around = inner.copy(), outer.copy()
    text_in.update(text.encode())
    around.update(text_in.digest())
    return around.hexdigest()
