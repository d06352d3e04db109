import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from todo_k8s.domain import limits
from todo_k8s.domain.errors import FailedPrecondition, PermissionDenied, QuotaExceeded
from todo_k8s.domain.heads import Ending, Heads
from todo_k8s.domain.model import Member, Principal, Task, TaskList
from todo_k8s.domain.sync import Sync
from todo_k8s.domain.testing import ANN, BOB, Service, both_stores, service
from todo_k8s.domain.testing_stored import resource_of
from todo_k8s.domain.testing_tables import FailingTable
from todo_k8s.domain.told import Told
from todo_k8s.domain.watching import Bookmark, Heartbeat, Message, Watches
from todo_k8s.storage import keys
from todo_k8s.storage.table import Unavailable
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")


@dataclass
class World:
    """A service, and watches that learn of its changes as those of another process do."""

    todo: Service
    table: FailingTable
    heads: Heads
    watches: Watches
    ending: Ending

    def watch(self, parent: TaskList, token: str = "", *, of: Principal = ANN) -> AsyncGenerator[Message, None]:
        return self.watches.watch(of, parent.name, token, self.ending)


@asynccontextmanager
async def world(folder: Path, heartbeat: float = 60) -> AsyncIterator[World]:
    async with service(folder) as todo:
        table = FailingTable(todo.table)
        heads = Heads(table, every=0.02)
        watches = Watches(Sync(table, todo.clock), heads, heartbeat)
        before = asyncio.all_tasks()
        yield World(todo, table, heads, watches, asyncio.get_running_loop().create_future())
        assert len(heads) == 0
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == before


async def to_bookmark(watch: AsyncGenerator[Message, None]) -> tuple[list[str], str]:
    """What is told up to the next bookmark, by title or the last part of a name, and the token."""
    told: list[str] = []
    async with asyncio.timeout(30):
        while not isinstance(message := await anext(watch), Bookmark):
            assert isinstance(message, Told), message
            told.append(title_of(message))
    return told, message.token


def title_of(told: Told) -> str:
    resource = resource_of(told)
    match resource:
        case TaskList(title=title):
            return title
        case Task(content=content):
            return content.title
        case Member(user=user):
            return f"@{user}"
    return f"-{resource.name.rpartition('/')[2]}"


async def test_a_watch_tells_what_is_there_then_what_changes(tmp_path: Path) -> None:
    async with world(tmp_path) as at:
        home = await at.todo.new_list()
        milk = await at.todo.new_task(home, "milk", id="m")
        async with aclosing(at.watch(home)) as watch:
            assert (await to_bookmark(watch))[0] == ["home", "@ann", "milk"]
            await at.todo.new_task(home, "eggs")
            assert (await to_bookmark(watch))[0] == ["eggs"]
            await at.todo.delete(milk)
            assert (await to_bookmark(watch))[0] == ["-m"]


async def test_a_watch_goes_on_from_any_bookmark(tmp_path: Path) -> None:
    async with world(tmp_path) as at:
        home = await at.todo.new_list()
        tokens: list[str] = []
        async with aclosing(at.watch(home)) as watch:
            for number in range(4):
                tokens.append((await to_bookmark(watch))[1])
                await at.todo.new_task(home, f"task {number}")
            await to_bookmark(watch)
        for number, token in enumerate(tokens):
            async with aclosing(at.watch(home, token)) as watch:
                assert (await to_bookmark(watch))[0] == [f"task {each}" for each in range(number, 4)]


async def test_who_has_missed_nothing_is_given_a_fresh_bookmark(tmp_path: Path) -> None:
    """One of 29 days is good for another day, and one that is made of it for another month."""
    async with world(tmp_path) as at:
        home = await at.todo.new_list()
        async with aclosing(at.watch(home)) as watch:
            _, old = await to_bookmark(watch)
        at.todo.clock.advance(days=29)
        async with aclosing(at.watch(home, old)) as watch:
            told, fresh = await to_bookmark(watch)
        at.todo.clock.advance(days=29)
        assert told == []
        async with aclosing(at.watch(home, fresh)) as watch:
            assert (await to_bookmark(watch))[0] == []
        with pytest.raises(FailedPrecondition, match="sync_token"):
            await anext(at.watch(home, old))


async def test_while_nothing_happens_it_says_that_it_is_alive(tmp_path: Path) -> None:
    async with world(tmp_path, heartbeat=0.05) as at:
        home = await at.todo.new_list()
        async with aclosing(at.watch(home)) as watch:
            await to_bookmark(watch)
            assert [await anext(watch) for _ in range(3)] == [Heartbeat()] * 3


async def test_its_last_word_is_a_bookmark(tmp_path: Path) -> None:
    async with world(tmp_path) as at:
        home = await at.todo.new_list()
        async with aclosing(at.watch(home)) as watch:
            await to_bookmark(watch)
            waiting = asyncio.create_task(anext(watch))
            await asyncio.sleep(0.1)
            at.ending.set_result(None)
            async with asyncio.timeout(30):
                last = await waiting
            assert isinstance(last, Bookmark)
            assert [message async for message in watch] == []
        await at.todo.new_task(home, "milk")
        # One that ends as soon as it has begun tells something nevertheless: so nobody is kept from going on.
        messages = [message async for message in at.watch(home, last.token)]
        assert [title_of(each) for each in messages if isinstance(each, Told)] == ["milk"]
        assert isinstance(messages[-1], Bookmark)


async def test_a_watch_ends_between_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("todo_k8s.domain.watching._PAGE", 2)
    async with world(tmp_path) as at:
        home = await at.todo.new_list()
        for title in "abcd":
            await at.todo.new_task(home, title)
        at.ending.set_result(None)
        token, told = "", []
        for _ in range(3):
            messages = [message async for message in at.watch(home, token)]
            told.append([title_of(each) for each in messages if isinstance(each, Told)])
            assert isinstance(messages[-1], Bookmark)
            token = messages[-1].token
        # The list was changed last by its making: its counts follow from its tasks.
        assert told == [["home", "@ann"], ["a", "b"], ["c", "d"]]


async def test_the_next_page_is_read_when_the_one_before_was_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("todo_k8s.domain.watching._PAGE", 2)
    async with world(tmp_path) as at:
        home = await at.todo.new_list()
        a = await at.todo.new_task(home, "a")
        for title in "bcd":
            await at.todo.new_task(home, title)
        async with aclosing(at.watch(home)) as watch:
            await anext(watch)
            assert at.table.queries == 1
            await at.todo.update(a, title="a again")
            assert (await to_bookmark(watch))[0] == ["@ann"]
            assert at.table.queries == 1
            assert [(await to_bookmark(watch))[0] for _ in range(2)] == [["b", "c"], ["d", "a again"]]


async def test_what_is_held_for_a_reader_is_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much may stand in one task, that is told too, alone."""
    monkeypatch.setattr("todo_k8s.domain.watching._PAGE_BYTES", 30_000)
    async with world(tmp_path) as at:
        home = await at.todo.new_list()
        for number in range(4):
            await at.todo.new_task(home, str(number), notes="x" * 8_000)
        await at.todo.new_task(home, "large", notes="\N{GRINNING FACE}" * 8_000)
        async with aclosing(at.watch(home)) as watch:
            told = [(await to_bookmark(watch))[0] for _ in range(3)]
        assert told == [["home", "@ann", "0", "1"], ["2", "3"], ["large"]]


async def test_where_many_readers_are_slow_less_is_held_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("todo_k8s.domain.watching._ALL_BYTES", 60_000)
    async with world(tmp_path) as at:
        home = await at.todo.new_list()
        for number in range(4):
            await at.todo.new_task(home, str(number), notes="x" * 8_000)
        slow = [at.watch(home), at.watch(home)]
        for watch in slow:
            # Who has taken the first change only holds the others.
            await anext(watch)
        async with aclosing(at.watch(home)) as watch:
            told = [(await to_bookmark(watch))[0] for _ in range(3)]
        assert told == [["home", "@ann", "0"], ["1", "2"], ["3"]]
        for watch in slow:
            await watch.aclose()
        async with aclosing(at.watch(home)) as watch:
            assert (await to_bookmark(watch))[0] == ["home", "@ann", "0", "1", "2", "3"]


async def test_who_takes_nothing_is_in_nobodys_way_but_his_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("todo_k8s.domain.watching._TELLING_PER_USER", 2)
    monkeypatch.setattr("todo_k8s.domain.watching._TURN_SECONDS", 0.1)
    async with world(tmp_path) as at:
        home = await at.todo.new_list()
        await at.todo.let_in(home)
        slow = [at.watch(home), at.watch(home)]
        for watch in slow:
            await anext(watch)
        queries = at.table.queries
        with pytest.raises(QuotaExceeded, match="hold changes that nobody reads") as caught:
            await anext(at.watch(home))
        assert (caught.value.reason, caught.value.subject) == ("TOO_MANY_WATCHES", "users/ann")
        assert at.table.queries == queries, "who waits holds nothing"
        async with aclosing(at.watch(home, of=BOB)) as watch:
            await to_bookmark(watch)
        monkeypatch.setattr("todo_k8s.domain.watching._TURN_SECONDS", 30)
        waiting = asyncio.create_task(to_bookmark(at.watch(home)))
        await to_bookmark(slow[0])
        # Who asks for more has taken what there was, and it is another one's turn.
        asking = asyncio.create_task(to_bookmark(slow[0]))
        assert (await waiting)[0] == ["home", "@ann", "@bob"]
        asking.cancel()
        await asyncio.wait({asking})
        for watch in slow:
            await watch.aclose()


async def test_who_has_no_role_hears_nothing_and_watches_nothing(tmp_path: Path) -> None:
    async with world(tmp_path) as at:
        home = await at.todo.new_list()
        with pytest.raises(PermissionDenied):
            await anext(at.watch(home, of=BOB))


async def test_a_store_that_fails_ends_a_watch_that_has_something_to_read(tmp_path: Path) -> None:
    async with world(tmp_path) as at:
        home = await at.todo.new_list()
        watch = at.watch(home)
        _, token = await to_bookmark(watch)
        at.table.fault = Unavailable("gone")
        waiting = asyncio.create_task(anext(watch))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        await at.todo.new_task(home, "milk")
        at.heads.is_at(keys.list_head(home.id), 2)
        with pytest.raises(Unavailable):
            await waiting
        at.table.fault = None
        async with aclosing(at.watch(home, token)) as watch:
            assert (await to_bookmark(watch))[0] == ["milk"]


@pytest.mark.parametrize(("limit", "subject"), [("WATCHES_PER_USER", "users/ann"), ("WATCHES_PER_PROCESS", "server")])
async def test_there_are_no_more_watches_than_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, subject: str
) -> None:
    monkeypatch.setattr(limits, limit, 2)
    async with world(tmp_path) as at:
        home = await at.todo.new_list()
        first, second, third = (at.watch(home) for _ in range(3))
        await to_bookmark(first)
        await to_bookmark(second)
        with pytest.raises(QuotaExceeded) as caught:
            await anext(third)
        assert (caught.value.reason, caught.value.subject) == ("TOO_MANY_WATCHES", subject)
        await first.aclose()
        async with aclosing(at.watch(home)) as watch:
            await to_bookmark(watch)
        await second.aclose()
