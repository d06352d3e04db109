from dataclasses import replace

import pytest

from todo_k8s.domain.errors import AlreadyExists, PermissionDenied
from todo_k8s.domain.model import Principal, Reason, Role
from todo_k8s.domain.requests import ChangeTask, DeleteTaskList, ListTaskLists
from todo_k8s.domain.sweeping import HOLD
from todo_k8s.domain.testing import ANN, BOB, Service, mutation, page
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
from todo_k8s.domain.testing_tables import Died, MortalTable
from todo_k8s.storage import keys, member_codec, task_codec, user_codec
from todo_k8s.storage.table import Absent, Put

__all__ = ["dynamodb_local", "endpoint", "todo"]


async def test_a_list_is_emptied_when_its_time_is_over_and_others_are_left_alone(todo: Service) -> None:
    kept = await todo.new_list("kept")
    task = await todo.new_task(kept)
    gone, later = await deleted_list(todo), await deleted_list(todo, tasks=1)
    todo.clock.advance(hours=3)
    young = await deleted_list(todo, tasks=1)
    todo.clock.advance(days=29, hours=23)
    before = await stored(todo, keys.list_pk(young.id))
    assert await sweeper(todo).round() is False
    for each in (gone, later):
        (head,) = await stored(todo, keys.list_pk(each.id))
        assert head.key.sk == keys.HEAD
    assert await stored(todo, keys.list_pk(young.id)) == before
    assert (await todo.lists.list(ANN, ListTaskLists(page(), show_deleted=True))).items == (
        await todo.lists.get(ANN, kept.name),
        young,
    )
    assert await todo.tasks.get(ANN, task.name) == task


async def test_a_list_that_was_shared_goes_from_everyone_and_each_can_hear_of_it(todo: Service) -> None:
    carol = Principal("carol")
    kept, shared = await todo.new_list("kept"), await todo.new_list("shared")
    for user in (BOB, carol):
        await todo.let_in(kept, user, Role.VIEWER)
        await todo.let_in(shared, user, Role.VIEWER)
    await todo.put_out(shared, carol)
    await todo.lists.delete(ANN, DeleteTaskList(shared.name, "", False, mutation()))
    the_day_comes(todo)
    assert await sweeper(todo).round() is False
    assert [item.key.sk for item in await stored(todo, keys.list_pk(shared.id))] == [keys.HEAD]
    for user, reason, count in ((ANN, Reason.DELETED, 1), (BOB, Reason.DELETED, 1), (carol, None, 1)):
        head, membership = await todo.table.get(keys.user_head(user.user), keys.membership(user.user, shared.id))
        assert user_codec.user_of(user.user, head).list_count == count
        # Carol's was lost before, for longer than that is told.
        assert (member_codec.lost_reason(membership) if membership else None) is reason
        assert [each.id for each in (await todo.lists.list(user, ListTaskLists(page()))).items] == [kept.id]


async def test_until_then_and_for_a_margin_nothing_is_touched(todo: Service) -> None:
    gone = await deleted_list(todo, tasks=1)
    todo.clock.advance(days=30)
    before = await everything(todo, gone)
    todo.clock.advance(minutes=59, seconds=59)
    await sweeper(todo).round()
    assert await everything(todo, gone) == before
    todo.clock.advance(seconds=2)
    await sweeper(todo).round()
    await assert_purged(todo, gone)


async def test_a_long_list_is_emptied_over_several_rounds(todo: Service) -> None:
    gone = await deleted_list(todo, tasks=1)
    (task,) = [item for item in await stored(todo, keys.list_pk(gone.id)) if item.key.sk.startswith("T#")]
    (task,) = [item for item in await todo.table.get(task.key) if item]
    for start in range(0, 300, 100):
        copies = [replace(task_codec.task_of(task), id=f"t-{start + number}") for number in range(100)]
        await todo.table.transact(*(Put(task_codec.task_item(copy), Absent()) for copy in copies))
    the_day_comes(todo)
    assert await sweeper(todo, steps=5).round() is True
    assert 200 < len(await stored(todo, keys.list_pk(gone.id))) < 290
    todo.clock.advance(seconds=HOLD.total_seconds())
    assert await sweeper(todo).round() is False
    await assert_purged(todo, gone)


async def test_what_expired_and_is_still_stored_hides_nothing_behind_it(todo: Service) -> None:
    # In the years to come, so that DynamoDB Local, whose clock does not move, keeps what expires.
    todo.clock.advance(days=3_650)
    made = await todo.new_list()
    for number in range(25):
        task = await todo.new_task(made, id=f"a-{number}")
        await todo.tasks.delete(ANN, ChangeTask(task.name, "", mutation()))
    await todo.new_task(made, id="z")
    gone = await todo.lists.delete(ANN, DeleteTaskList(made.name, "", True, mutation()))
    the_day_comes(todo)
    await sweeper(todo).round()
    await assert_purged(todo, gone)


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("last", [1, 2, 3, 4])
async def test_another_sweeper_finishes_where_one_died(todo: Service, last: int, done: bool) -> None:
    gone = await deleted_list(todo)
    the_day_comes(todo)
    with pytest.raises(Died):
        await sweeper(todo, MortalTable(todo.table, last, done)).round()
    todo.clock.advance(seconds=HOLD.total_seconds())
    await sweeper(todo).round()
    await assert_purged(todo, gone)


async def test_that_was_every_transaction_there_is(todo: Service) -> None:
    gone = await deleted_list(todo)
    the_day_comes(todo)
    await sweeper(todo, MortalTable(todo.table, 5, True)).round()
    await assert_purged(todo, gone)


async def test_to_everybody_a_purged_list_is_as_one_that_never_was_but_its_id_stays_taken(todo: Service) -> None:
    gone = await deleted_list(todo)
    the_day_comes(todo)
    await sweeper(todo).round()
    for caller in (ANN, BOB):
        with pytest.raises(PermissionDenied, match=f"{gone.name} does not exist, or you have no role on it"):
            await todo.lists.get(caller, gone.name)
        with pytest.raises(AlreadyExists):
            await todo.new_list(id=gone.id, of=caller)


async def test_the_audit_of_a_purged_list_is_kept(todo: Service) -> None:
    gone = await deleted_list(todo, tasks=1)
    the_day_comes(todo)
    await sweeper(todo).round()
    events = await stored(todo, keys.event(gone.id, 1).pk)
    assert [item.version for item in events] == [1, 2, 3]
