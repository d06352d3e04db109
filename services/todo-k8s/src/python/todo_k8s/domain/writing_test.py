import asyncio
from pathlib import Path

import pytest

from todo_k8s.deadline import deadline_in
from todo_k8s.domain.errors import Aborted
from todo_k8s.domain.testing import ANN, mutation, service
from todo_k8s.domain.writing import Plan, Writer, remember, request_key
from todo_k8s.storage.table import Absent, AtVersion, Check, Item, Key, Put

HEAD, ROLE = Key("L#1", "@"), Key("L#1", "M#ann")


async def test_a_plan_is_made_anew_until_it_holds(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        await todo.table.transact(Put(Item(HEAD, 3, {}), Absent()))
        guesses = iter(range(1, 9))

        async def plan() -> Plan[int]:
            guess = next(guesses)
            return Plan(guess, (Put(Item(HEAD, guess + 1, {}), AtVersion(guess)),))

        assert await Writer(todo.table, todo.clock).carry_out("L#1", ANN, mutation(), plan) == 3


async def test_a_list_that_stays_busy_until_the_deadline_says_so_and_nothing_is_written(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        await todo.table.transact(Put(Item(ROLE, 1, {}), Absent()))

        async def plan() -> Plan[None]:
            return Plan(None, (Put(Item(HEAD, 1, {}), Absent()), Check(ROLE, AtVersion(2))))

        with deadline_in(0.3), pytest.raises(Aborted) as caught:
            await Writer(todo.table, todo.clock).carry_out("L#1", ANN, mutation(), plan)
        assert caught.value.reason == "LIST_BUSY"
        assert await todo.table.get(HEAD) == (None,)


async def test_who_waits_in_the_queue_until_the_deadline_hears_that_the_list_is_busy(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        writer = Writer(todo.table, todo.clock)
        first_is_through = asyncio.Event()

        async def slow() -> Plan[None]:
            await first_is_through.wait()
            return Plan(None)

        async def unreachable() -> Plan[None]:
            raise AssertionError("its turn never came")

        first = asyncio.create_task(writer.carry_out("L#1", ANN, mutation(), slow))
        await asyncio.sleep(0)
        with deadline_in(0.3), pytest.raises(Aborted, match="repeat the call"):
            await writer.carry_out("L#1", ANN, mutation(), unreachable)
        first_is_through.set()
        await first
        await writer.carry_out("L#1", ANN, mutation(), slow)


async def test_queues_do_not_pile_up(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        writer = Writer(todo.table, todo.clock)

        async def plan() -> Plan[None]:
            return Plan(None)

        for number in range(10):
            await writer.carry_out(f"L#{number}", ANN, mutation(), plan)
        assert not writer._queues


async def test_a_queue_goes_on_behind_who_failed_and_who_left(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        writer = Writer(todo.table, todo.clock)
        done: list[str] = []

        async def failing() -> Plan[None]:
            await asyncio.sleep(0)
            raise ZeroDivisionError

        async def plan() -> Plan[None]:
            done.append("through")
            return Plan(None)

        first = asyncio.create_task(writer.carry_out("L#1", ANN, mutation(), failing, "L#2"))
        leaving = asyncio.create_task(writer.carry_out("L#2", ANN, mutation(), plan, "L#1"))
        last = asyncio.create_task(writer.carry_out("L#2", ANN, mutation(), plan, "L#2"))
        await asyncio.sleep(0)
        leaving.cancel()
        assert [type(each) for each in await asyncio.gather(first, leaving, last, return_exceptions=True)] == [
            ZeroDivisionError,
            asyncio.CancelledError,
            type(None),
        ]
        assert done == ["through"]
        assert not writer._queues


async def test_who_writes_to_several_lists_has_the_turn_in_all_of_them(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        writer, running = Writer(todo.table, todo.clock), 0

        async def plan() -> Plan[None]:
            nonlocal running
            running += 1
            assert running == 1
            await asyncio.sleep(0)
            running -= 1
            return Plan(None)

        await asyncio.gather(
            *(writer.carry_out(one, ANN, mutation(), plan, *more) for one, *more in ("ab", "ba", "bc", "ca") * 2)
        )
        assert not writer._queues


async def test_a_request_is_known_for_the_whole_of_24_hours(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        todo.clock.advance(milliseconds=250)
        wanted = mutation("4a5b6c7d-0000-4000-8000-000000000001")
        await todo.table.transact(*remember(ANN, wanted, ["taskLists/1"], todo.clock.now))
        todo.clock.advance(hours=24, milliseconds=-250)
        assert (await todo.table.get(*request_key(ANN, wanted)))[0] is not None
        todo.clock.advance(seconds=1)
        assert await todo.table.get(*request_key(ANN, wanted)) == (None,)
