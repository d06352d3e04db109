"""AWS Signature Version 4 for the one shape of request that DynamoDB takes: a POST to `/` with a JSON body.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hashlib
import hmac
import re
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from botocore.credentials import ReadOnlyCredentials

CONTENT_TYPE = "application/x-amz-json-1.0"

_ALGORITHM = "AWS4-HMAC-SHA256"
_SERVICE = "dynamodb"

_Hash: TypeAlias = "hashlib._Hash"


class Prepared(NamedTuple):
    """What the requests of one operation have in common for a second: hashes that have taken in what comes first."""

    request: _Hash
    """The canonical request up to the hash of its body."""
    signature: hmac.HMAC
    """That of the text to sign up to the hash of the request."""
    headers: str
    """Their lines, up to the signature."""


@dataclass(frozen=True, slots=True)
class Signer:
    host: str
    region: str

    def headers(self, target: str, body: bytes, credentials: ReadOnlyCredentials, second: int) -> str:
        """The lines of the request's headers, signed at that `second` since the epoch. Raises ValueError where one
        would have more than one line."""
        prepared = _prepared(self.host, self.region, target, credentials, second)
        request, signature = prepared.request.copy(), prepared.signature.copy()
        request.update(hashlib.sha256(body).hexdigest().encode())
        signature.update(request.hexdigest().encode())
        return f"{prepared.headers}{signature.hexdigest()}\r\n"


# Once a second for each operation: it takes longer than all else of a signature.
@lru_cache(maxsize=16)
def _prepared(host: str, region: str, target: str, credentials: ReadOnlyCredentials, second: int) -> Prepared:
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(second))
    headers = {"content-type": CONTENT_TYPE, "host": host, "x-amz-date": stamp}
    if credentials.token:
        headers["x-amz-security-token"] = credentials.token
    headers["x-amz-target"] = target
    # They are in alphabetical order already, as the canonical request wants them.
    names = ";".join(headers)
    canonical = "".join(f"{name}:{value}\n" for name, value in headers.items())
    parts = (stamp[:8], region, _SERVICE, "aws4_request")
    scope = "/".join(parts)
    key = f"AWS4{credentials.secret_key}".encode()
    for part in parts:
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.new(key, f"{_ALGORITHM}\n{stamp}\n{scope}\n".encode(), "sha256")
    headers["authorization"] = (
        f"{_ALGORITHM} Credential={credentials.access_key}/{scope}, SignedHeaders={names}, Signature="
    )
    lines = "\r\n".join(f"{name}: {value}" for name, value in headers.items())
    if len(re.findall("[\r\n]", lines)) > 2 * (len(headers) - 1):
        raise ValueError("a header has more than one line")
    return Prepared(hashlib.sha256(f"POST\n/\n\n{canonical}\n{names}\n".encode()), signature, lines)
