"""Sweepers against each other, and against those whose lists they empty."""

import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace

from todo_k8s.deadline import deadline_in
from todo_k8s.domain.errors import Aborted
from todo_k8s.domain.lists import TaskLists
from todo_k8s.domain.model import Principal, PurgeWork
from todo_k8s.domain.requests import ListTaskLists, UndeleteTaskList
from todo_k8s.domain.sweeping import HOLD, Emptying
from todo_k8s.domain.testing import ANN, Service, mutation, page
from todo_k8s.domain.testing_sweeping import (
    assert_purged,
    deleted_list,
    dynamodb_local,
    endpoint,
    everything,
    stored,
    sweeper,
    the_day_comes,
    todo,
)
from todo_k8s.domain.testing_tables import RacingTable
from todo_k8s.domain.writing import Writer
from todo_k8s.storage import keys, list_codec
from todo_k8s.storage.table import Absent, Put, Unavailable

__all__ = ["dynamodb_local", "endpoint", "todo"]


async def test_what_one_holds_another_leaves_alone_for_a_while(todo: Service) -> None:
    gone = await deleted_list(todo)
    the_day_comes(todo)
    await sweeper(todo, steps=1).round()
    before = await everything(todo, gone)
    todo.clock.advance(seconds=HOLD.total_seconds() - 1)
    await sweeper(todo).round()
    assert await everything(todo, gone) == before
    todo.clock.advance(seconds=1)
    await sweeper(todo).round()
    await assert_purged(todo, gone)


async def test_two_sweepers_at_once_empty_each_list_once(todo: Service) -> None:
    gone = [await deleted_list(todo, tasks=4) for _ in range(6)]
    the_day_comes(todo)
    await asyncio.gather(*(sweeper(todo).round() for _ in range(3)))
    for each in gone:
        await assert_purged(todo, each)


async def test_who_comes_second_changes_nothing(todo: Service) -> None:
    gone = await deleted_list(todo)
    the_day_comes(todo)
    first, second = (Emptying(todo.table, todo.clock, PurgeWork.of(gone)) for _ in range(2))
    assert await first.step() is True
    before = await everything(todo, gone)
    assert await second.step() is False
    assert await everything(todo, gone) == before


async def test_who_reads_a_member_that_another_sweeper_takes_away_gives_way(todo: Service) -> None:
    work = PurgeWork.of(await deleted_list(todo))
    the_day_comes(todo)
    first = Emptying(todo.table, todo.clock, work)
    second = Emptying(RacingTable(todo.table, first.step, after_query=True), todo.clock, work)
    assert await second.step() is False
    assert await first.step() is True


async def test_a_member_may_make_lists_meanwhile(todo: Service) -> None:
    gone = await deleted_list(todo)
    the_day_comes(todo)
    await sweeper(todo, RacingTable(todo.table, todo.new_list)).round()
    await assert_purged(todo, gone)
    assert len((await todo.lists.list(ANN, ListTaskLists(page()))).items) == 1


def behind(todo: Service) -> TaskLists:
    """The use cases in a process whose clock is so far behind that the list's time is not over there."""
    now = todo.clock.now - timedelta(hours=2)
    return TaskLists(todo.table, lambda: now, Writer(todo.table, lambda: now))


async def test_a_list_that_is_brought_back_at_that_moment_stays(todo: Service) -> None:
    gone = await deleted_list(todo)
    the_day_comes(todo)
    undelete = UndeleteTaskList(gone.name, "", mutation())
    await sweeper(todo, RacingTable(todo.table, lambda: behind(todo).undelete(ANN, undelete))).round()
    back = await todo.lists.get(ANN, gone.name)
    assert (back.title, back.active_count, len(await todo.titles(back))) == ("home", 12, 12)
    assert await stored(todo, keys.PURGE_PK) == []
    before = await everything(todo, gone)
    assert await Emptying(todo.table, todo.clock, PurgeWork.of(gone)).step() is False
    assert await everything(todo, gone) == before


async def test_a_list_that_is_being_emptied_cannot_be_brought_back(todo: Service) -> None:
    gone = await deleted_list(todo)
    # A second owner: after the first step there is one left who may ask.
    (member,) = await todo.table.get(keys.member(gone.id, "ann"))
    assert member
    await todo.table.transact(Put(replace(member, key=keys.member(gone.id, "zoe")), Absent()))
    the_day_comes(todo)
    await sweeper(todo, steps=1).round()
    before = await everything(todo, gone)
    # A slow store can be what ends the attempts.
    with deadline_in(1), pytest.raises((Aborted, Unavailable)):
        await behind(todo).undelete(Principal("zoe"), UndeleteTaskList(gone.name, "", mutation()))
    assert await everything(todo, gone) == before


async def test_a_list_that_is_not_deleted_is_never_emptied(todo: Service) -> None:
    kept = await todo.new_list()
    await todo.new_task(kept)
    astray = list_codec.purge_work_item(PurgeWork(kept.id, todo.clock()))
    await todo.table.transact(Put(astray, Absent()))
    before = await everything(todo, kept)
    the_day_comes(todo)
    await sweeper(todo).round()
    assert await everything(todo, kept) == before


async def test_a_store_that_fails_ends_the_round(todo: Service) -> None:
    await deleted_list(todo, tasks=1)
    the_day_comes(todo)

    async def fail() -> None:
        raise Unavailable("it is away")

    with pytest.raises(Unavailable):
        await sweeper(todo, RacingTable(todo.table, fail)).round()
