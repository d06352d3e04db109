"""Moves into few gaps, until the ranks there are too long under the limits as they are and neighbours make room.

TODO_ORDER_MOVES says how many there are, TODO_ORDER_SEED which.
"""

import os
from itertools import pairwise
from pathlib import Path
from random import Random

from todo_k8s.domain import limits
from todo_k8s.domain.requests import Before, Behind
from todo_k8s.domain.testing import service

MOVES = max(450, int(os.environ.get("TODO_ORDER_MOVES", "0")))
SEED = int(os.environ.get("TODO_ORDER_SEED", "1"))
TASKS = 60
INTO_ONE_GAP = 1_000
"""It takes some 400 until a rank there has more than 64 characters."""


async def test_moves_into_one_gap_leave_the_order_of_a_plain_list(tmp_path: Path) -> None:
    chance = Random(SEED)
    lengths = []
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        tasks = [await todo.new_task(home, str(number)) for number in range(TASKS)]
        for number in range(MOVES):
            if number % INTO_ONE_GAP == 0:
                last, in_turns = tasks[chance.randrange(1, TASKS - 1)].name, chance.random() < 0.5
            # From the farther end to before the one that was moved last, or before and behind it in turns.
            names = [task.name for task in tasks]
            task = tasks.pop(-1 if names.index(last) < TASKS / 2 else 0)
            behind = in_turns and number % 2 == 0
            moved = await todo.move(task, Behind(last) if behind else Before(last))
            tasks.insert([each.name for each in tasks].index(last) + behind, moved)
            last = moved.name
            lengths.append(len(moved.position))
            if number % 50 == 0 or number == MOVES - 1:
                assert [task.id for task in await todo.listed(home)] == [task.id for task in tasks], SEED
    assert max(lengths) <= limits.RANK_CHARACTERS
    assert any(short < long - limits.RANK_CHARACTERS / 2 for long, short in pairwise(lengths)), "neighbours made room"
