"""Where moto does not keep the contract: for each gap a test of it leaves moto out (`NOT_ON_MOTO`).

A test that fails here after moto was renewed says that a gap is closed. Not to be shown by a test: it checks the
conditions of a transaction and writes it without a lock around the two, so that of two writers at once both may win. It
ignores ClientRequestToken, and never answers TransactionConflict, throttles, or leaves keys unprocessed.
"""

import pytest

from todo_k8s.storage.contract import PK, found_in, item, new, walk
from todo_k8s.storage.table import Index, Range, StorageError, Table

pytestmark = pytest.mark.parametrize("engine", ["moto"], indirect=True)


async def test_it_shows_what_an_index_holds_whatever_is_asked_for(table: Table) -> None:
    whole = item("a", detail={"notes": "long"}, ord="1", due="2")
    await table.transact(new(whole))
    assert await walk(table, Range(PK, Index.ORD, "", "~"), 5, detail=True) == [found_in(Index.ORD, item("a", ord="1"))]


async def test_it_counts_the_bytes_of_the_request_as_the_items(table: Table) -> None:
    with pytest.raises(StorageError):
        await table.transact(new(item("a", detail={"text": "x" * 409_480})))
