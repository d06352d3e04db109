import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from todo_k8s.deadline import deadline_in, remaining
from todo_k8s.domain import heads as subject
from todo_k8s.domain.heads import Head, Heads
from todo_k8s.domain.telling_table import TellingTable
from todo_k8s.storage import keys
from todo_k8s.storage.sqlite import SqliteTable
from todo_k8s.storage.table import Absent, AtVersion, ConditionFailed, Item, Key, Put, Table, Throttled

HOME, WORK = keys.list_head("home"), keys.list_head("work")
LONG = 30.0


class RecordingTable(SqliteTable):
    """Remembers how many keys each read asked for, and the seconds that it had. Raises `fault` instead of answering."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, time.time)
        self.reads: list[int] = []
        self.seconds: list[float] = []
        self.fault: Exception | None = None

    async def get(self, *keys: Key) -> tuple[Item | None, ...]:
        self.reads.append(len(keys))
        self.seconds.append(remaining())
        if self.fault:
            raise self.fault
        return await super().get(*keys)


@pytest_asyncio.fixture
async def table(tmp_path: Path) -> AsyncIterator[RecordingTable]:
    opened = RecordingTable(tmp_path / "todo.db")
    yield opened
    await opened.close()


@pytest.fixture
def heads(table: RecordingTable) -> Heads:
    return Heads(table, every=0.02)


async def put(table: Table, key: Key, number: int) -> None:
    await table.transact(Put(Item(key, number, {}), AtVersion(number - 1) if number > 1 else Absent()))


def never() -> "asyncio.Future[None]":
    return asyncio.get_running_loop().create_future()


async def beyond(head: Head, number: int) -> int:
    """The head's number when it is greater."""
    async with asyncio.timeout(LONG):
        await head.beyond(number, never(), 2 * LONG)
    return head.number


async def eventually(holds: Callable[[], object]) -> None:
    for _ in range(1_500):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come about")


async def test_what_another_process_changed_is_found(table: RecordingTable, heads: Heads) -> None:
    with heads.watched(HOME) as head:
        await put(table, HOME, 1)
        assert await beyond(head, 0) == 1
        await put(table, HOME, 2)
        assert await beyond(head, 1) == 2
        # What is known already is not waited for.
        assert await beyond(head, 0) == 2


async def test_what_this_process_changes_is_known_without_a_read(table: RecordingTable) -> None:
    heads = Heads(table, every=LONG)
    telling = TellingTable(table, heads.is_at)
    with heads.watched(HOME) as head:
        waiting = asyncio.create_task(beyond(head, 0))
        await asyncio.sleep(0)
        await put(telling, WORK, 1)
        await put(telling, keys.member("home", "ann"), 1)
        assert not waiting.done()
        await put(telling, HOME, 1)
        assert await waiting == 1
    assert table.reads == []


async def test_what_could_not_be_written_is_not_told(table: RecordingTable) -> None:
    heads = Heads(table, every=LONG)
    with heads.watched(HOME) as head:
        with pytest.raises(ConditionFailed):
            await put(TellingTable(table, heads.is_at), HOME, 7)
        assert head.number == 0


async def test_a_number_never_goes_back(heads: Heads) -> None:
    with heads.watched(HOME) as head:
        heads.is_at(HOME, 3)
        heads.is_at(HOME, 2)
        assert head.number == 3


async def test_who_knows_a_number_does_not_hear_of_it(heads: Heads) -> None:
    with heads.watched(HOME) as head:
        waiting = asyncio.create_task(beyond(head, 3))
        await asyncio.sleep(0)
        heads.is_at(HOME, 3)
        await asyncio.sleep(0.01)
        assert not waiting.done()
        heads.is_at(HOME, 4)
        assert await waiting == 4


async def test_waiting_ends_with_its_time_and_with_the_watch(heads: Heads) -> None:
    ended = never()
    ended.set_result(None)
    with heads.watched(HOME) as head:
        await head.beyond(0, never(), 0.01)
        async with asyncio.timeout(LONG):
            await head.beyond(0, ended, 2 * LONG)


async def test_all_are_read_together_a_hundred_at_a_time_and_each_once(table: RecordingTable, heads: Heads) -> None:
    with ExitStack() as stack:
        for number in range(250):
            for _ in range(3):
                stack.enter_context(heads.watched(keys.list_head(str(number))))
        await eventually(lambda: len(table.reads) >= 6)
    assert table.reads[:6] == [100, 100, 50] * 2


async def test_nothing_is_read_and_no_task_runs_while_nobody_watches(table: RecordingTable, heads: Heads) -> None:
    before = asyncio.all_tasks()
    for _ in range(2):
        with heads.watched(HOME), heads.watched(WORK), heads.watched(HOME):
            table.reads.clear()
            await eventually(lambda: table.reads)
            assert len(asyncio.all_tasks() - before) == 1
        await eventually(lambda: asyncio.all_tasks() == before)
    table.reads.clear()
    await asyncio.sleep(0.1)
    assert table.reads == []


@pytest.mark.parametrize(
    ("fault", "told"), [(Throttled("too much"), "cannot be read now: too much"), (KeyError("a bug"), "Traceback")]
)
async def test_a_store_that_fails_is_asked_again_ever_more_rarely(
    table: RecordingTable,
    heads: Heads,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
    told: str,
) -> None:
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def recorded(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(0)

    await put(table, HOME, 1)
    monkeypatch.setattr(asyncio, "sleep", recorded)
    monkeypatch.setattr(subject, "LONGEST_PAUSE", 1.0)
    table.fault = fault
    with heads.watched(HOME) as head:
        while len(table.reads) < 9:
            await sleep(0)
        assert head.number == 0
        table.fault = None
        assert await beyond(head, 0) == 1
    assert told in caplog.text
    for number, pause in enumerate(pauses[1:9], 1):
        longest = min(0.02 * 2**number, 1.0)
        assert longest / 2 <= pause <= longest


async def test_the_deadline_of_who_came_first_is_not_that_of_all(table: RecordingTable, heads: Heads) -> None:
    with ExitStack() as stack:
        with deadline_in(0.01):
            stack.enter_context(heads.watched(HOME))
        await eventually(lambda: len(table.seconds) >= 3)
    assert all(4 < seconds <= 5 for seconds in table.seconds[-2:])
