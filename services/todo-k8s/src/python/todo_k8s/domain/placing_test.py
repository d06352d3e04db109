import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todo_k8s.domain import limits
from todo_k8s.domain.errors import FailedPrecondition
from todo_k8s.domain.model import State, Task, TaskList
from todo_k8s.domain.requests import Before, Behind, Destination, Edge
from todo_k8s.domain.testing import Service, service
from todo_k8s.storage import keys
from todo_k8s.storage.table import prefixed

NARROW = {"RANK_CHARACTERS": 4, "RANK_CHARACTERS_WORTH_SHIFTING": 1, "SHIFTED_TASKS": 6}
"""Limits under which a handful of moves makes neighbours shift."""


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NARROW.items():
        monkeypatch.setattr(limits, name, value)


async def new_tasks(todo: Service, count: int) -> tuple[TaskList, list[Task]]:
    home = await todo.new_list()
    return home, await new_tasks_in(todo, home, count)


async def new_tasks_in(todo: Service, home: TaskList, count: int) -> list[Task]:
    return [await todo.new_task(home, str(number), notes=f"notes of {number}") for number in range(count)]


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
        changed = {"position": moved.position, "updated": keys.micros(todo.clock())}
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
class Model:
    """A plain list of the active tasks, and those that are not active."""

    active: list[Task]
    done: list[Task] = field(default_factory=list)
    gone: list[Task] = field(default_factory=list)

    def put_back(self, task: Task) -> None:
        """To the position that the task had, behind the one that has it now."""
        self.active.insert(sum(other.position <= task.position for other in self.active), task)


steps = st.tuples(
    st.sampled_from([*["before", "behind"] * 8, "first", "last", "create", "complete", "reopen", "delete", "undelete"]),
    st.integers(0, 99),
    st.integers(0, 3),
)


@settings(deadline=None, max_examples=12)
@given(st.lists(steps, min_size=20, max_size=60))
def test_the_order_is_that_of_a_plain_list_after_whatever_was_done(script: list[tuple[str, int, int]]) -> None:
    asyncio.run(_follow(script))


async def _follow(script: list[tuple[str, int, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        for name, value in NARROW.items():
            patch.setattr(limits, name, value)
        async with service(Path(folder)) as todo:
            home, tasks = await new_tasks(todo, 10)
            model = Model(tasks)
            for what, which, where in script:
                await _do(todo, home, model, what, which, where)
                found = await todo.listed(home)
                assert [task.id for task in found] == [task.id for task in model.active]
                positions = [task.position for task in found]
                assert positions == sorted(set(positions))
                assert max(map(len, positions), default=0) <= 4 * limits.RANK_CHARACTERS
                assert all(task.content.notes == f"notes of {task.content.title}" for task in found)
                model.active = found


async def _do(todo: Service, home: TaskList, model: Model, what: str, which: int, where: int) -> None:
    match what:
        case "create":
            (made,) = await new_tasks_in(todo, home, 1)
            model.active.append(made)
        case "complete" if model.active:
            model.done.append(await todo.complete(_taken(model.active, which)))
        case "reopen" if model.done:
            task = _taken(model.done, which)
            model.put_back(task)
            await todo.reopen(task)
        case "delete" if model.active + model.done:
            task = _taken(model.done if model.done and where else model.active or model.done, which)
            model.gone.append(await todo.delete(task))
        case "undelete" if model.gone:
            task = _taken(model.gone, which)
            if task.state is State.ACTIVE:
                model.put_back(task)
            else:
                model.done.append(task)
            await todo.undelete(task)
        case "first" | "last" if model.active:
            task = _taken(model.active, which)
            model.active.insert(0 if what == "first" else len(model.active), task)
            await todo.move(task, Edge(what.upper()))
        case "before" | "behind" if len(model.active) > 1:
            task = _taken(model.active, which)
            # Few targets in the middle, so that many tasks come into few gaps.
            place = (len(model.active) // 2 + where) % len(model.active)
            sibling = model.active[place].name
            model.active.insert(place if what == "before" else place + 1, task)
            await todo.move(task, Before(sibling) if what == "before" else Behind(sibling))


def _taken(tasks: list[Task], which: int) -> Task:
    return tasks.pop(which % len(tasks))
