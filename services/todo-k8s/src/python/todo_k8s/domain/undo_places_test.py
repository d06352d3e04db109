"""Several tasks come back into one order with one undo, where ranks are so short that their neighbours make room."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todo_k8s.domain import limits, rank
from todo_k8s.domain.errors import Aborted, TodoError
from todo_k8s.domain.model import Task, TaskList
from todo_k8s.domain.requests import BatchOf, Before, Behind, ChangeTask, Edge
from todo_k8s.domain.siblings import stands
from todo_k8s.domain.testing import ANN, Service, both_stores, mutation, service
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

NARROW = {"RANK_CHARACTERS": 2, "RANK_CHARACTERS_WORTH_SHIFTING": 1, "SHIFTED_TASKS": 6}
TASKS = 10


def naming(tasks: Sequence[Task]) -> BatchOf[ChangeTask]:
    asked = [ChangeTask(each.name, "", mutation()) for each in tasks]
    return BatchOf(f"taskLists/{tasks[0].list_id}", asked, mutation(str(uuid4())))


async def new_tasks(todo: Service) -> tuple[TaskList, list[Task]]:
    home = await todo.new_list()
    return home, [await todo.new_task(home, str(number), notes=f"notes of {number}") for number in range(TASKS)]


@pytest.mark.usefixtures("both_stores")
async def test_two_tasks_come_back_beside_neighbours_that_make_room_for_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with service(tmp_path) as todo:
        home, tasks = await new_tasks(todo)
        gone = await todo.tasks.batches.delete(ANN, naming(tasks[4:6]))
        for task in (tasks[9], tasks[8]):
            await todo.move(task, Before(tasks[6].name))
        monkeypatch.setattr(limits, "RANK_CHARACTERS", 1)
        monkeypatch.setattr(limits, "RANK_CHARACTERS_WORTH_SHIFTING", -1)
        undone = await todo.undo(home, gone[0].version)
        assert await todo.titles(home) == list("0123948567")
        assert [await todo.get(task) for task in tasks[4:6]] == list(undone.tasks)
        again = await todo.undo(home, undone.tasks[0].version)
        await todo.undo(home, again.tasks[1].version)
        assert await todo.titles(home) == list("0123948567")


async def test_a_place_from_which_a_task_made_room_is_not_taken_back_and_no_event_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with service(tmp_path) as todo:
        home, tasks = await new_tasks(todo)
        moved = await todo.move(tasks[9], Before(tasks[5].name))
        monkeypatch.setattr(limits, "RANK_CHARACTERS", 1)
        monkeypatch.setattr(limits, "RANK_CHARACTERS_WORTH_SHIFTING", -1)
        await todo.move(tasks[8], Before(moved.name))
        assert (await todo.get(moved)).position != moved.position
        with pytest.raises(Aborted, match="position; .* where no event tells of its position, .*: move it by hand"):
            await todo.undo(home, moved.version)


steps = st.tuples(
    st.sampled_from([*["before", "behind"] * 3, "first", "last", *["complete", "delete", "undo"] * 3]),
    st.lists(st.integers(0, TASKS - 1), min_size=1, max_size=5, unique=True),
    st.integers(0, 3),
)


@settings(deadline=None, max_examples=15)
@given(st.lists(steps, min_size=20, max_size=50))
def test_all_find_the_places_that_they_had(script: list[tuple[str, list[int], int]]) -> None:
    asyncio.run(_follow(script))


async def _follow(script: list[tuple[str, list[int], int]]) -> None:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        for name, value in NARROW.items():
            patch.setattr(limits, name, value)
        async with service(Path(folder)) as todo:
            home, tasks = await new_tasks(todo)
            for what, which, where in script:
                chosen = [tasks[number] for number in which]
                if what == "undo":
                    await _undo(todo, home, tasks, which[0])
                else:
                    await _do(todo, what, chosen, where)
                found = await todo.listed(home)
                positions = [task.position for task in found]
                assert positions == sorted(set(positions))
                assert all(task.content.notes == f"notes of {task.content.title}" for task in found)


async def _do(todo: Service, what: str, chosen: Sequence[Task], where: int) -> None:
    task, other = chosen[0], chosen[-1]
    try:
        match what:
            case "complete":
                await todo.tasks.batches.complete(ANN, naming(chosen))
            case "delete":
                await todo.tasks.batches.delete(ANN, naming(chosen))
            case "first" | "last":
                await todo.move(task, Edge(what.upper()))
            case _ if task != other:
                await todo.move(task, Before(other.name) if what == "before" else Behind(other.name))
    except TodoError:
        """Not in the state for that."""


async def _undo(todo: Service, home: TaskList, tasks: Sequence[Task], back: int) -> None:
    """Takes back what was done so many changes ago, if it can be, and looks where all stand then."""
    number = (await todo.lists.get(ANN, home.name)).sequence - back
    before = {task.id: await todo.get(task) for task in tasks}
    order = sorted((task.position, task.id) for task in before.values() if stands(task))
    try:
        undone = (await todo.undo(home, number)).tasks
    except TodoError:
        return
    event = await todo.events.get(ANN, f"{home.name}/events/{number}")
    first, last = event.span
    events = [await todo.events.get(ANN, f"{home.name}/events/{each}") for each in range(first, last + 1)]
    coming: list[tuple[str, str]] = []
    for taken_back, task in zip(events, undone, strict=True):
        place = (before[task.id].position, task.id)
        wanted = (str(taken_back.before.get("position", place[0])), task.id)
        if place in order and not (stands(task) and wanted == place):
            order.remove(place)
        if stands(task) and wanted not in order:
            coming.append(wanted)
    for each in coming:
        order = sorted([*order, _beside(order, *each)])
    assert [task.id for task in await todo.listed(home)] == [task_id for _, task_id in order]


def _beside(order: Sequence[tuple[str, str]], position: str, task_id: str) -> tuple[str, str]:
    """Where a task comes to stand that had this position, however long its rank becomes."""
    taken = [each for each, _ in order if each >= position]
    if taken[:1] != [position]:
        return position, task_id
    return rank.between(position, taken[1] if taken[1:] else None), task_id
