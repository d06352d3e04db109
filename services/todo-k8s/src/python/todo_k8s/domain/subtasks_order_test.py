"""Random moves of tasks with their subtasks, in two lists and between them, against plain lists.

TODO_ORDER_MOVES says how many there are, TODO_ORDER_SEED which.
"""

import os
from collections import defaultdict
from pathlib import Path
from random import Random

import pytest

from todo_k8s.domain import limits
from todo_k8s.domain.errors import FailedPrecondition, QuotaExceeded
from todo_k8s.domain.model import TaskList
from todo_k8s.domain.requests import Before, Behind, Destination, Edge, ListTasks
from todo_k8s.domain.testing import ANN, Service, both_stores, page, service
from todo_k8s.domain.testing_stored import tasks_of
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

MOVES = int(os.environ.get("TODO_ORDER_MOVES", "250"))
SEED = int(os.environ.get("TODO_ORDER_SEED", "1"))
TASKS = 40


class Model:
    """The ids below each one, in their order; those without a parent below the name of their list."""

    def __init__(self, lists: list[str], ids: list[str]) -> None:
        self.lists = lists
        self.below: dict[str, list[str]] = defaultdict(list, {lists[0]: ids})

    def ids(self) -> list[str]:
        return [id for each in self.lists for id in self.family(each)[1:]]

    def parent(self, id: str) -> str:
        return next(parent for parent, ids in self.below.items() if id in ids)

    def family(self, id: str) -> list[str]:
        return [id, *(each for child in self.below[id] for each in self.family(child))]

    def above(self, id: str) -> list[str]:
        """From the list down to itself."""
        return [id] if id in self.lists else [*self.above(self.parent(id)), id]

    def name(self, id: str) -> str:
        home, *below = self.above(id)
        return f"{home}/tasks/{id}" if below else home

    def height(self, id: str) -> int:
        return 1 + max((self.height(child) for child in self.below[id]), default=0)

    def forbids(self, id: str, parent: str) -> bool:
        if parent in (*self.lists, self.parent(id)):
            return False
        _, root, *_ = above = self.above(parent)
        family = self.family(id)
        too_many = len({*self.family(root), *family}) > limits.TASKS_TOGETHER
        return parent in family or too_many or len(above) - 1 + self.height(id) > limits.SUBTASK_LEVELS

    def move(self, id: str, parent: str, place: int) -> None:
        self.below[self.parent(id)].remove(id)
        self.below[parent].insert(place, id)


@pytest.mark.usefixtures("both_stores")
@pytest.mark.parametrize(
    ("both_stores", "moves"), [("sqlite", MOVES), ("dynamodb", max(100, MOVES // 8))], indirect=["both_stores"]
)
async def test_random_moves_leave_the_order_of_plain_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    # A few moves into one gap make neighbours shift.
    for name, value in {"RANK_CHARACTERS": 4, "RANK_CHARACTERS_WORTH_SHIFTING": 1, "SHIFTED_TASKS": 6}.items():
        monkeypatch.setattr(limits, name, value)
    chance = Random(SEED)
    refused = 0
    async with service(tmp_path) as todo:
        lists = [await todo.new_list(), await todo.new_list("work")]
        ids = [(await todo.new_task(lists[0], id=f"t{number:02}")).id for number in range(TASKS)]
        model = Model([each.name for each in lists], ids)
        for number in range(1, moves + 1):
            refused += await _move(todo, model, chance)
            if number % 50 == 0 or number == moves:
                shown = {parent: ids for each in lists for parent, ids in (await _shown(todo, each)).items()}
                assert shown == {parent: ids for parent, ids in model.below.items() if ids}, SEED
    assert refused < moves / 2
    assert refused or moves < MOVES, "both kinds are tried"


async def _move(todo: Service, model: Model, chance: Random) -> bool:
    """Makes a random move in both, or sees that it is refused."""
    id = chance.choice(model.ids())
    destination, above, parent, place = _place(model, id, chance)
    task = await todo.tasks.get(ANN, model.name(id))
    if model.forbids(id, parent):
        with pytest.raises((FailedPrecondition, QuotaExceeded)):
            await todo.move(task, destination, above)
        return True
    await todo.move(task, destination, above)
    model.move(id, parent, place)
    return False


def _place(model: Model, id: str, chance: Random) -> tuple[Destination, str, str, int]:
    """The destination, the parent that the call names, the one that is meant, and the place below that."""
    other = chance.choice([each for each in model.ids() if each != id])
    if chance.random() < 0.4 or model.above(other)[0] != model.above(id)[0]:
        parent = chance.choice((other, *model.lists))
        edge = chance.choice(list(Edge))
        others = [each for each in model.below[parent] if each != id]
        return edge, model.name(parent), parent, 0 if edge is Edge.FIRST else len(others)
    parent = model.parent(other)
    place = [each for each in model.below[parent] if each != id].index(other)
    name = model.name(other)
    return (Before(name), "", parent, place) if chance.random() < 0.5 else (Behind(name), "", parent, place + 1)


async def _shown(todo: Service, home: TaskList) -> dict[str, list[str]]:
    request = ListTasks(home.name, page(500), parent_task=f"{home.name}/tasks/-")
    found: dict[str, list[str]] = defaultdict(list)
    tasks = tasks_of((await todo.tasks.list(ANN, request)).items)
    for task in tasks:
        found[task.parent_id or home.name].append(task.id)
    assert all(task.active_subtasks == len(found.get(task.id, ())) for task in tasks)
    assert (await todo.lists.get(ANN, home.name)).active_count == len(tasks)
    return dict(found)
