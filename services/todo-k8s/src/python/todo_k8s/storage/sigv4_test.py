from datetime import datetime

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials, ReadOnlyCredentials
from hypothesis import given
from hypothesis import strategies as st

from todo_k8s.storage.dynamodb_http import _host
from todo_k8s.storage.sigv4 import Signer

ENDPOINTS = st.sampled_from(
    [
        "https://dynamodb.eu-west-1.amazonaws.com",
        "https://dynamodb.cn-north-1.amazonaws.com.cn:443",
        "https://vpce.example:8443/",
        "http://127.0.0.1:8000",
        "http://localhost:80",
        "http://[::1]:4566",
    ]
)
WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
NAMES = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz-0123456789"), min_size=1, max_size=20)
SECONDS = st.integers(946_684_800, 4_102_444_800)


@given(ENDPOINTS, NAMES, WORDS, st.binary(max_size=300), WORDS, WORDS, st.none() | WORDS, SECONDS)
def test_the_signature_is_botocores(
    endpoint: str,
    region: str,
    target: str,
    body: bytes,
    access: str,
    secret: str,
    token: str | None,
    second: int,
) -> None:
    signer, credentials = Signer(_host(endpoint), region), ReadOnlyCredentials(access, secret, token)
    # What is kept for a second is not spent by the first request.
    assert signer.headers(target, b"another", credentials, second) != signer.headers(target, body, credentials, second)
    lines = signer.headers(target, body, credentials, second)
    assert lines.endswith("\r\n")
    headers = dict(line.split(": ", 1) for line in lines.removesuffix("\r\n").split("\r\n"))
    ours = headers.pop("authorization")
    assert datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%S%z").timestamp() == second
    assert headers.get("x-amz-security-token") == token

    host = headers.pop("host")
    request = AWSRequest("POST", endpoint, headers=headers, data=body)
    request.context["timestamp"] = headers["x-amz-date"]
    botocore = SigV4Auth(Credentials(access, secret, token), "dynamodb", region)
    # Without the header botocore takes the host from the address.
    assert dict(botocore.headers_to_sign(request))["host"] == host
    text = botocore.string_to_sign(request, botocore.canonical_request(request))
    signed = botocore.signed_headers(botocore.headers_to_sign(request))
    signature = botocore.signature(text, request)
    assert ours == (
        f"AWS4-HMAC-SHA256 Credential={botocore.scope(request)}, SignedHeaders={signed}, Signature={signature}"
    )


@pytest.mark.parametrize("text", ["a\r\nb: c", "a\nb: c", "a\rb: c"])
def test_a_header_cannot_begin_another(text: str) -> None:
    with pytest.raises(ValueError, match="more than one line"):
        Signer("db:1", "here").headers("T", b"", ReadOnlyCredentials("access", "secret", text), 1_800_000_000)
