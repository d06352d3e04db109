"""Random moves of tasks with their subtasks, against plain lists.

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
from todo_k8s.domain.testing import ANN, Service, page, service

MOVES = int(os.environ.get("TODO_ORDER_MOVES", "250"))
SEED = int(os.environ.get("TODO_ORDER_SEED", "1"))
TASKS = 40
TOP = ""


class Model:
    """The ids below each one, in their order; those without a parent below TOP."""

    def __init__(self, ids: list[str]) -> None:
        self.below: dict[str, list[str]] = defaultdict(list, {TOP: ids})

    def parent(self, id: str) -> str:
        return next(parent for parent, ids in self.below.items() if id in ids)

    def family(self, id: str) -> list[str]:
        return [id, *(each for child in self.below[id] for each in self.family(child))]

    def level(self, id: str) -> int:
        return 0 if id == TOP else 1 + self.level(self.parent(id))

    def height(self, id: str) -> int:
        return 1 + max((self.height(child) for child in self.below[id]), default=0)

    def root(self, id: str) -> str:
        return id if self.parent(id) == TOP else self.root(self.parent(id))

    def forbids(self, id: str, parent: str) -> bool:
        if parent in (TOP, self.parent(id)):
            return False
        family = self.family(id)
        together = set(self.family(self.root(parent))) | set(family)
        too_deep = self.level(parent) + self.height(id) > limits.SUBTASK_LEVELS
        return parent in family or too_deep or len(together) > limits.TASKS_TOGETHER

    def move(self, id: str, parent: str, place: int) -> None:
        self.below[self.parent(id)].remove(id)
        self.below[parent].insert(place, id)


async def test_random_moves_leave_the_order_of_plain_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A few moves into one gap make neighbours shift.
    for name, value in {"RANK_CHARACTERS": 4, "RANK_CHARACTERS_WORTH_SHIFTING": 1, "SHIFTED_TASKS": 6}.items():
        monkeypatch.setattr(limits, name, value)
    chance = Random(SEED)
    refused = 0
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        model = Model([(await todo.new_task(home, id=f"t{number:02}")).id for number in range(TASKS)])
        for number in range(1, MOVES + 1):
            refused += await _move(todo, home, model, chance)
            if number % 50 == 0 or number == MOVES:
                assert await _shown(todo, home) == {parent: ids for parent, ids in model.below.items() if ids}, SEED
    assert 0 < refused < MOVES / 2, "both kinds are tried"


async def _move(todo: Service, home: TaskList, model: Model, chance: Random) -> bool:
    """Makes a random move in both, or sees that it is refused."""
    id = chance.choice(model.family(TOP)[1:])
    destination, above, parent, place = _place(home, model, id, chance)
    task = await todo.tasks.get(ANN, f"{home.name}/tasks/{id}")
    if model.forbids(id, parent):
        with pytest.raises((FailedPrecondition, QuotaExceeded)):
            await todo.move(task, destination, above)
        return True
    await todo.move(task, destination, above)
    model.move(id, parent, place)
    return False


def _place(home: TaskList, model: Model, id: str, chance: Random) -> tuple[Destination, str, str, int]:
    """The destination, the parent that the call names, the one that is meant, and the place below that."""
    other = chance.choice([each for each in model.family(TOP)[1:] if each != id])
    if chance.random() < 0.4:
        parent = chance.choice((TOP, other))
        edge = chance.choice(list(Edge))
        others = [each for each in model.below[parent] if each != id]
        above = f"{home.name}/tasks/{parent}" if parent else home.name
        return edge, above, parent, 0 if edge is Edge.FIRST else len(others)
    parent = model.parent(other)
    place = [each for each in model.below[parent] if each != id].index(other)
    name = f"{home.name}/tasks/{other}"
    return (Before(name), "", parent, place) if chance.random() < 0.5 else (Behind(name), "", parent, place + 1)


async def _shown(todo: Service, home: TaskList) -> dict[str, list[str]]:
    request = ListTasks(home.name, page(500), parent_task=f"{home.name}/tasks/-")
    found: dict[str, list[str]] = defaultdict(list)
    tasks = (await todo.tasks.list(ANN, request)).items
    for task in tasks:
        found[task.parent_id or TOP].append(task.id)
    assert all(task.active_subtasks == len(found.get(task.id, ())) for task in tasks)
    return dict(found)
