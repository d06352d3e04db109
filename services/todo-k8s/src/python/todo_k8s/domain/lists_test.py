from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from todo_k8s.domain import limits
from todo_k8s.domain.errors import AlreadyExists, InvalidArgument, QuotaExceeded
from todo_k8s.domain.requests import CreateTaskList, ListTaskLists
from todo_k8s.domain.testing import ANN, BOB, mutation, page, service
from todo_k8s.storage import keys, user_codec
from todo_k8s.storage.table import Absent, Put, prefixed

ID = "5f0f8f58-3f4f-4d8a-9b8e-0f5b7f0c2a11"


async def test_a_new_list_is_empty_and_its_creators(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        made = await todo.new_list("home", id=ID)
        listing = await todo.lists.list(ANN, ListTaskLists(page()))
        assert (made.name, made.title, made.active_count) == (f"taskLists/{ID}", "home", 0)
        assert listing.items == (made,)
        assert (await todo.lists.list(BOB, ListTaskLists(page()))).items == ()


async def test_its_creation_is_its_first_event(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        made = await todo.new_list("home")
        events = await todo.table.query(prefixed(keys.event(made.id, 1).pk, None, ""), 10, detail=True)
        assert [item.key for item in events.items] == [keys.event(made.id, 1)]
        assert events.items[0].data["actor"] == "ann"
        assert events.items[0].detail == {"after": {"title": "home"}}


async def test_lists_come_in_the_order_of_their_creation_over_pages(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        made = [await todo.new_list(f"list {number}") for number in range(7)]
        (user,) = await todo.table.get(keys.user_head("ann"))
        assert user_codec.user_of("ann", user).list_count == 7
        first = await todo.lists.list(ANN, ListTaskLists(page(3)))
        second = await todo.lists.list(ANN, ListTaskLists(page(3, first.next_token)))
        third = await todo.lists.list(ANN, ListTaskLists(page(3, second.next_token)))
        assert [*first.items, *second.items, *third.items] == made
        assert third.next_token == ""


async def test_a_page_of_more_lists_than_one_batch_reads(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        made = [await todo.new_list(f"list {number}") for number in range(120)]
        assert list((await todo.lists.list(ANN, ListTaskLists(page(500)))).items) == made


async def test_a_repetition_makes_no_second_list(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        request = CreateTaskList("home", "", mutation(str(uuid4())))
        assert await todo.lists.create(ANN, request) == await todo.lists.create(ANN, request)
        assert len((await todo.lists.list(ANN, ListTaskLists(page()))).items) == 1


async def test_a_taken_id_is_refused_to_anyone(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        await todo.new_list(id=ID)
        with pytest.raises(AlreadyExists, match=f"taskLists/{ID} exists"):
            await todo.new_list(id=ID, of=BOB)


async def test_validate_only_makes_nothing(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        made = await todo.lists.create(ANN, CreateTaskList("home", ID, mutation(validate_only=True)))
        assert made.id == ID
        assert (await todo.lists.list(ANN, ListTaskLists(page()))).items == ()


async def test_every_wrong_field_is_named_at_once(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        with pytest.raises(InvalidArgument) as caught:
            await todo.lists.create(ANN, CreateTaskList("\u200b", "home", mutation("1")))
        assert [v.field for v in caught.value.violations] == ["task_list_id", "request_id", "task_list.title"]


async def test_a_user_has_so_many_lists_at_most(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        full = replace(user_codec.user_of("ann", None), sequence=1, list_count=limits.LISTS_PER_USER)
        await todo.table.transact(Put(user_codec.user_item(full), Absent()))
        with pytest.raises(QuotaExceeded, match="500 lists"):
            await todo.new_list()
