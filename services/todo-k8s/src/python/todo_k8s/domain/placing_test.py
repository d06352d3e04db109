from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from todo_k8s.domain import limits, rank
from todo_k8s.domain.errors import FailedPrecondition
from todo_k8s.domain.model import Task, TaskList
from todo_k8s.domain.requests import Before, Behind, Destination, Edge, MoveTask
from todo_k8s.domain.tasks import Tasks
from todo_k8s.domain.testing import ANN, Service, both_stores, mutation, service
from todo_k8s.domain.testing_tables import RacingTable
from todo_k8s.domain.writing import Writer
from todo_k8s.storage import keys, task_codec
from todo_k8s.storage.table import AtVersion, Cursor, Page, Put, Range, prefixed
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")

NARROW = {"RANK_CHARACTERS": 4, "RANK_CHARACTERS_WORTH_SHIFTING": 1, "SHIFTED_TASKS": 6}
"""Limits under which a handful of moves makes neighbours shift."""


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NARROW.items():
        monkeypatch.setattr(limits, name, value)


async def new_tasks(todo: Service, count: int) -> tuple[TaskList, list[Task]]:
    home = await todo.new_list()
    return home, [await todo.new_task(home, str(number), notes=f"notes of {number}") for number in range(count)]


@pytest.mark.parametrize(
    ("destination", "order"),
    [
        (Edge.FIRST, "20134"),
        (Edge.LAST, "01342"),
        (Before("{0}"), "20134"),
        (Before("{1}"), "02134"),
        (Before("{3}"), "01234"),
        (Behind("{1}"), "01234"),
        (Behind("{3}"), "01324"),
        (Behind("{4}"), "01342"),
    ],
)
async def test_a_task_comes_to_the_place_that_is_named(tmp_path: Path, destination: Destination, order: str) -> None:
    async with service(tmp_path) as todo:
        home, tasks = await new_tasks(todo, 5)
        if not isinstance(destination, Edge):
            destination = type(destination)(destination.sibling.format(*(task.name for task in tasks)))
        moved = await todo.move(tasks[2], destination)
        assert await todo.titles(home) == list(order)
        assert moved == await todo.get(tasks[2])
        assert (moved.content, moved.version) == (tasks[2].content, tasks[4].version + 1)


async def test_a_lone_task_moves_to_either_end(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, (task,) = await new_tasks(todo, 1)
        for edge in Edge:
            await todo.move(task, edge)
            assert await todo.titles(home) == ["0"]


async def test_neighbours_make_room_whole_and_in_the_same_change(tmp_path: Path, narrow: None) -> None:
    async with service(tmp_path) as todo:
        home, tasks = await new_tasks(todo, 12)
        shifted: list[Task] = []
        while not shifted:
            before = {task.id: task for task in await todo.listed(home)}
            todo.clock.advance(seconds=1)
            moved = await todo.move(tasks[0], Before(tasks[6].name))
            tasks[0], tasks[1] = tasks[1], tasks[0]
            after = await todo.listed(home)
            shifted = [task for task in after if task.version == moved.version and task.id != moved.id]
        assert [task.content for task in after] == [before[task.id].content for task in after]
        assert {task.update_time for task in shifted} == {todo.clock()}
        assert 2 <= len(shifted) <= NARROW["SHIFTED_TASKS"]
        unmoved = [task for task in after if task.version != moved.version]
        assert unmoved == [before[task.id] for task in unmoved]
        events = (await todo.table.query(prefixed(keys.event(home.id, 1).pk, None, ""), 99, detail=True)).items
        assert [item.key.sk for item in events] == [keys.padded(number + 1) for number in range(moved.version)]
        changed = {"position": moved.position}
        assert (events[-1].data["task"], events[-1].detail["after"]) == (moved.id, changed)


async def test_a_reopened_task_whose_position_is_taken_stands_behind_who_has_it(tmp_path: Path, narrow: None) -> None:
    async with service(tmp_path) as todo:
        home, (_, one, *_) = await new_tasks(todo, 3)
        # What was last in the gap left its position free: the next one in the gap has the same.
        first = await todo.complete(await todo.move(await todo.new_task(home, "first"), Before(one.name)))
        second = await todo.move(await todo.new_task(home, "second"), Before(one.name))
        assert first.position == second.position
        third = await todo.delete(await todo.reopen(first))
        fourth = await todo.move(await todo.new_task(home, "fourth"), Behind(second.name))
        assert third.position == fourth.position
        await todo.undelete(third)
        assert await todo.titles(home) == ["0", "second", "fourth", "first", "1", "2"]


async def test_a_new_task_comes_behind_a_last_one_that_made_room(tmp_path: Path, narrow: None) -> None:
    async with service(tmp_path) as todo:
        home, tasks = await new_tasks(todo, 40)
        before = await todo.get(tasks[-1])
        while await todo.get(tasks[-1]) == before:
            await todo.move(tasks.pop(0), Before(tasks[-2].name))
        assert (await todo.get(tasks[-1])).position > before.position
        new = await todo.new_task(home, "new")
        assert [task.id for task in await todo.listed(home)][-2:] == [tasks[-1].id, new.id]


async def test_neighbours_that_are_large_shift_in_smaller_numbers(
    tmp_path: Path, narrow: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SHIFTED_BYTES", 1_500)
    async with service(tmp_path) as todo:
        home, tasks = await new_tasks(todo, 12)
        for task in tasks:
            await todo.update(task, "notes", notes="x" * 300)
        counts: set[int] = set()
        for _ in range(40):
            moved = await todo.move(tasks[0], Before(tasks[6].name))
            tasks[0], tasks[1] = tasks[1], tasks[0]
            counts.add(sum(task.version == moved.version for task in await todo.listed(home)))
        assert counts == {1, 3}


async def test_a_place_without_room_is_refused(tmp_path: Path, narrow: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RANK_CHARACTERS_MAX", 1)
    async with service(tmp_path) as todo:
        _, (one, two, three) = await new_tasks(todo, 3)
        with pytest.raises(FailedPrecondition) as caught:
            await todo.move(three, Before(two.name))
        assert (caught.value.reason, caught.value.metadata) == ("NO_ROOM", {"name": three.name})


@dataclass
class LateTable(RacingTable):
    """Lets something else happen before its query of this number."""

    number: int = 1

    async def query(self, stretch: Range, limit: int, after: Cursor | None = None, *, detail: bool = False) -> Page:
        self.number -= 1
        if self.number == 0:
            await self._happen()
        return await super().query(stretch, limit, after, detail=detail)


def racing(todo: Service, number: int, *meanwhile: tuple[Task, Destination]) -> Tasks:
    """The use cases of another process, for which these moves happen before its query of this number."""

    async def happen() -> None:
        for task, destination in meanwhile:
            await todo.move(task, destination)

    table = LateTable(todo.table, happen, number=number)
    return Tasks(table, todo.clock, Writer(table, todo.clock))


async def test_a_sibling_that_gives_its_position_away_meanwhile_is_still_the_sibling(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        a, b, c, d, _ = [await todo.new_task(home, id, id=id) for id in "gyhcx"]
        other = racing(todo, 1, (b, Edge.LAST), (d, Before(c.name)))
        moved = await other.move(ANN, MoveTask(a.name, Before(b.name), "", mutation()))
        assert await todo.titles(home) == ["c", "h", "x", "g", "y"]
        assert (await todo.get(d)).position == b.position
        assert moved == await todo.get(a)


async def test_a_task_that_changes_sides_while_room_is_made_is_written_once(
    tmp_path: Path, narrow: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RANK_CHARACTERS", 1)
    monkeypatch.setattr(limits, "RANK_CHARACTERS_WORTH_SHIFTING", -1)
    async with service(tmp_path) as todo:
        home, tasks = await new_tasks(todo, 10)
        other = racing(todo, 3, (tasks[4], Behind(tasks[5].name)))
        await other.move(ANN, MoveTask(tasks[9].name, Before(tasks[5].name), "", mutation()))
        assert await todo.titles(home) == list("0123954678")


async def test_a_rank_of_more_than_64_characters_makes_its_neighbours_move(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, tasks = await new_tasks(todo, 12)
        await narrow_down(todo, tasks[5], tasks[6])
        order, last = [task.id for task in tasks], tasks[6]
        for number, task in enumerate((tasks[0], tasks[11], tasks[1])):
            await todo.move(task, Behind(last.name) if number % 2 else Before(last.name))
            order.remove(task.id)
            order.insert(order.index(last.id) + number % 2, task.id)
            last = task
            found = await todo.listed(home)
            assert [each.id for each in found] == order
            assert max(len(each.position) for each in found) < limits.RANK_CHARACTERS / 2


async def narrow_down(todo: Service, low: Task, high: Task) -> None:
    """Gives two neighbours the ranks that hundreds of moves to between them leave: the next one would be too long."""
    ranks, turn = [low.position, high.position], 0
    while len(made := rank.between(*ranks)) <= limits.RANK_CHARACTERS:
        ranks[turn], turn = made, 1 - turn
    there = [replace(task, position=position) for task, position in zip((low, high), ranks, strict=True)]
    await todo.table.transact(*(Put(task_codec.task_item(each), AtVersion(each.version)) for each in there))
