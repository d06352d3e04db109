"""The order of the active tasks, against a plain list."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todo_k8s.domain import limits
from todo_k8s.domain.model import State, Task, TaskList
from todo_k8s.domain.requests import Before, Behind, Edge
from todo_k8s.domain.testing import Service, both_stores, examples, service
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")

# Under these limits a handful of moves makes neighbours shift.
NARROW = {"RANK_CHARACTERS": 4, "RANK_CHARACTERS_WORTH_SHIFTING": 1, "SHIFTED_TASKS": 6}


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


def test_the_order_is_that_of_a_plain_list_after_whatever_was_done(request: pytest.FixtureRequest) -> None:
    @settings(deadline=None, max_examples=examples(request, 12))
    @given(st.lists(steps, min_size=20, max_size=60))
    def whatever_it_was(script: list[tuple[str, int, int]]) -> None:
        asyncio.run(_follow(script))

    whatever_it_was()


async def _follow(script: list[tuple[str, int, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        for name, value in NARROW.items():
            patch.setattr(limits, name, value)
        async with service(Path(folder)) as todo:
            home = await todo.new_list()
            model = Model([await new_task(todo, home, number) for number in range(10)])
            for what, which, where in script:
                await _do(todo, home, model, what, which, where)
                found = await todo.listed(home)
                assert [task.id for task in found] == [task.id for task in model.active]
                positions = [task.position for task in found]
                assert positions == sorted(set(positions))
                assert max(map(len, positions), default=0) <= 4 * limits.RANK_CHARACTERS
                assert all(task.content.notes == f"notes of {task.content.title}" for task in found)
                model.active = found


async def new_task(todo: Service, home: TaskList, number: int) -> Task:
    return await todo.new_task(home, str(number), notes=f"notes of {number}")


async def _do(todo: Service, home: TaskList, model: Model, what: str, which: int, where: int) -> None:
    match what:
        case "create":
            model.active.append(await new_task(todo, home, which))
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
