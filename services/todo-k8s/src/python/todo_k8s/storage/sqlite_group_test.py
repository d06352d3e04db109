"""Group commit: what transactions share by being committed together, and what stays each one's own."""

import asyncio
import resource
import sqlite3
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from todo_k8s.deadline import deadline_in
from todo_k8s.storage import sqlite_file, sqlite_rows
from todo_k8s.storage.contract import Clock, fill, item, key, new, over
from todo_k8s.storage.contract_oracle import PARTITIONS, STRINGS, Oracle, transactions
from todo_k8s.storage.sqlite import WRITES_AT_ONCE, SqliteTable
from todo_k8s.storage.sqlite_group import together
from todo_k8s.storage.sqlite_job import Job
from todo_k8s.storage.table import Action, ConditionFailed, Key, Unavailable

UNWRITABLE = new(item("unwritable", 2**63))
"""SQLite has no integer for its version, which shows only where it is written."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "todo.db"


@pytest_asyncio.fixture
async def table(path: Path) -> AsyncIterator[SqliteTable]:
    made = SqliteTable(path)
    yield made
    await made.close()


@dataclass(frozen=True)
class Turn:
    """A transaction, and whether its caller leaves while it waits."""

    actions: list[Action]
    leaves: bool = False


async def as_a_group(table: SqliteTable, *turns: Turn) -> list[BaseException | None]:
    """What became of transactions that all waited when the writer came for them."""
    busy, free = Event(), Event()

    def hold(_: sqlite3.Connection) -> None:
        busy.set()
        free.wait()

    holding = asyncio.create_task(table._writer.run(hold))
    await asyncio.to_thread(busy.wait)
    waiting = [asyncio.create_task(table.transact(*turn.actions)) for turn in turns]
    # In one turn of the loop each has come to where it waits.
    await asyncio.sleep(0)
    for task, turn in zip(waiting, turns, strict=True):
        if turn.leaves:
            task.cancel()
    await asyncio.sleep(0)
    free.set()
    await holding
    return await asyncio.gather(*waiting, return_exceptions=True)


async def commits(table: SqliteTable) -> list[str]:
    """A list that grows by one with each commit from here on."""
    done: list[str] = []

    def trace(statement: str) -> None:
        done.extend([statement] if statement == "COMMIT" else [])

    await table._writer.run(lambda connection: connection.set_trace_callback(trace))
    done.clear()
    return done


async def test_transactions_that_wait_share_a_commit(table: SqliteTable) -> None:
    items = [item(f"{number}") for number in range(WRITES_AT_ONCE)]
    done = await commits(table)
    assert await as_a_group(table, *(Turn([new(each)]) for each in items)) == [None] * len(items)
    # That of who held the writer, and one for all.
    assert len(done) == 2
    assert await table.get(*(each.key for each in items)) == tuple(items)


async def test_more_than_fit_into_one_group_are_left_for_the_next(table: SqliteTable) -> None:
    done = await commits(table)
    turns = [Turn([new(item(f"{number}"))]) for number in range(WRITES_AT_ONCE + 1)]
    assert await as_a_group(table, *turns) == [None] * len(turns)
    assert len(done) == 3


turns: st.SearchStrategy[Turn] = st.builds(
    Turn,
    st.builds(lambda actions, more: [*actions, *more], transactions, st.sampled_from([[], [], [], [UNWRITABLE]])),
    st.sampled_from([False, False, False, True]),
)


# The folder is one for all examples, each of which makes a file of its own in it.
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(groups=st.lists(st.lists(turns, max_size=8), max_size=6))
def test_a_group_does_what_its_transactions_do_one_after_the_other(tmp_path: Path, groups: list[list[Turn]]) -> None:
    asyncio.run(_play(tmp_path / f"{uuid.uuid4()}.db", groups))


async def _play(path: Path, groups: list[list[Turn]]) -> None:
    clock = Clock()
    table, oracle = SqliteTable(path, clock), Oracle(clock)
    everything = [Key(pk, sk) for pk in PARTITIONS for sk in STRINGS]
    for group in groups:
        outcomes = await as_a_group(table, *group)
        assert [_told(outcome) for outcome in outcomes] == [_expected(oracle, turn) for turn in group]
        assert await table.get(*everything, UNWRITABLE.key) == (*map(oracle.get, everything), None)
        clock.now += 3
    await table.close()


def _told(outcome: BaseException | None) -> object:
    return outcome.failed if isinstance(outcome, ConditionFailed) else type(outcome)


def _expected(oracle: Oracle, turn: Turn) -> object:
    """Does the transaction on the oracle, too."""
    if turn.leaves:
        return asyncio.CancelledError
    failed = frozenset(place for place, action in enumerate(turn.actions) if not oracle.holds(action))
    if failed:
        return failed
    if UNWRITABLE in turn.actions:
        return OverflowError
    oracle.transact(turn.actions)
    return type(None)


async def test_a_commit_that_fails_fails_for_all_and_leaves_nothing(
    table: SqliteTable, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await fill(table, item("before"))
    # The last one's condition is refuted by what another one would have written.
    turns = Turn([new(item("a"))]), Turn([over(1, item("before", 2))]), Turn([over(1, item("before", 3))])
    with no_more_space(Path(f"{path}-wal")):
        outcomes = await as_a_group(table, *turns)
    assert [type(outcome) for outcome in outcomes] == [Unavailable] * 3
    assert "To fix, see that its disk has space" in caplog.text
    assert await table.get(key("a"), key("before")) == (None, item("before"))
    assert await as_a_group(table, *turns[:2]) == [None, None]
    assert await table.get(key("a"), key("before")) == (item("a"), item("before", 2))


@contextmanager
def no_more_space(file: Path) -> Iterator[None]:
    """This process may not make any file larger than that one is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_each_caller_waits_for_another_process_until_his_own_deadline(table: SqliteTable, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        patient = asyncio.create_task(table.transact(new(item("patient"))))
        with deadline_in(0.2), pytest.raises(Unavailable):
            await table.transact(new(item("hasty")))
        assert not patient.done()
        other.execute("COMMIT")
    await patient
    assert await table.get(key("patient"), key("hasty")) == (item("patient"), None)


async def test_what_was_undone_is_not_acknowledged_where_no_time_is_left_to_do_it_again(path: Path) -> None:
    def stumble(_: sqlite3.Connection) -> None:
        time.sleep(0.1)
        raise sqlite3.ProgrammingError("slow and wrong")

    sqlite_file.prepare(path)
    with closing(sqlite_file.connect(path)) as connection:
        row = sqlite_rows.to_row(item("a"))
        hasty, wrong = Job(lambda connection: connection.execute(sqlite_rows.PUT, row), 0.05), Job(stumble, 10)
        together(connection, [hasty, wrong])
        assert connection.execute("SELECT sk FROM item").fetchall() == []
    hasty.hand_over()
    wrong.hand_over()
    assert (type(hasty.future.exception()), type(wrong.future.exception())) == (Unavailable, sqlite3.ProgrammingError)
