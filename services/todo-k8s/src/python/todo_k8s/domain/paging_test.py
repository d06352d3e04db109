import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todo_k8s.domain.errors import InvalidArgument
from todo_k8s.domain.paging import cursor_of, token_of
from todo_k8s.domain.requests import PageRequest
from todo_k8s.storage.table import Cursor, Index, prefixed

STRETCH = prefixed("L#1", Index.ORD, "~#")
FIRST = PageRequest(10, "", "fingerprint")


def token(parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def refused(token: str, fingerprint: str = "fingerprint") -> bool:
    with pytest.raises(InvalidArgument) as caught:
        cursor_of(PageRequest(10, token, fingerprint), STRETCH)
    return caught.value.reason == "PAGE_TOKEN_INVALID"


def test_a_token_leads_back_to_its_place() -> None:
    cursor = Cursor("~#a0#t-1", "T#t-1")
    assert cursor_of(PageRequest(20, token_of(cursor, FIRST), "fingerprint"), STRETCH) == cursor


def test_no_token_is_the_beginning_and_no_cursor_the_end() -> None:
    assert cursor_of(FIRST, STRETCH) is None
    assert token_of(None, FIRST) == ""


def test_a_token_belongs_to_its_request() -> None:
    assert refused(token_of(Cursor("~#a0#t-1", "T#t-1"), FIRST), "another request's")


@pytest.mark.parametrize(
    "parts",
    [
        None,
        [1, "fingerprint", "~#a0"],
        [2, "fingerprint", "~#a0", "T#1"],
        [1, "fingerprint", "C#outside", "T#1"],
        [1, "fingerprint", "~#a0", ""],
        [1, "fingerprint", "~#a0", 7],
        [1, "fingerprint", "~#\ud800", "T#1"],
        [1, "fingerprint", "~#" + "a" * 2_000, "T#1"],
    ],
)
def test_a_forged_token_is_refused(parts: object) -> None:
    assert refused(token(parts))


@given(st.text(min_size=1) | st.binary(min_size=1).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_anything_else_is_refused(anything: str) -> None:
    assert refused(anything)


def test_deep_nesting_is_refused() -> None:
    assert refused(base64.urlsafe_b64encode(b"[" * 100_000).decode())
