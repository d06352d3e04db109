"""Whoever keeps what pulls tell has what is there: from any token, whatever happens between two pages."""

import asyncio
import os
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from todo_k8s.domain import limits
from todo_k8s.domain.testing import both_stores, service
from todo_k8s.domain.testing_histories import KINDS, World
from todo_k8s.domain.testing_replica import Replica
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

EXAMPLES = int(os.environ.get("TODO_SYNC_HISTORIES", "0"))
# Under these limits a handful of moves makes neighbours shift.
NARROW = {"RANK_CHARACTERS": 4, "RANK_CHARACTERS_WORTH_SHIFTING": 1, "SHIFTED_TASKS": 6}
OFTEN = ("new_one", "below", "before", "under", "away", "update", "delete", "undelete")
DONE: Counter[str] = Counter()

steps = st.tuples(
    st.sampled_from([*KINDS, *OFTEN, *["pull"] * 12, *["keep"] * 3]), st.integers(0, 99), st.integers(0, 99)
)


@pytest.mark.usefixtures("both_stores")
def test_what_was_told_is_what_is_there_from_any_token(request: pytest.FixtureRequest) -> None:
    on_dynamodb = "dynamodb" in request.node.name

    @settings(
        deadline=None,
        max_examples=EXAMPLES or (8 if on_dynamodb else 30),
        derandomize=not EXAMPLES,
        phases=[Phase.generate],
    )
    @given(st.lists(steps, min_size=20, max_size=60))
    def every_copy_is_right(script: list[tuple[str, int, int]]) -> None:
        asyncio.run(_follow(script))

    every_copy_is_right()
    assert on_dynamodb or set(DONE) == set(KINDS), "every kind of change was made"


async def _follow(script: list[tuple[str, int, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        for name, value in NARROW.items():
            patch.setattr(limits, name, value)
        async with service(Path(folder)) as todo:
            world = World(todo, [await todo.new_list("home"), await todo.new_list("work")])
            for number in range(6):
                await world.change("new_one", number, number // 4)
            copies = [Replica(each.name) for each in world.lists]
            # Kept as they were at some token, until the end.
            kept = [copy.copy() for copy in copies]
            for what, first, second in script:
                todo.clock.advance(seconds=1)
                copy = copies[first % 2]
                if what == "pull":
                    await copy.pull(todo, 1 + second % 5)
                elif what == "keep":
                    kept.append(copy.copy())
                else:
                    await world.change(what, first, second)
            for each in (*copies, *kept):
                while await each.pull(todo, 3):
                    pass
                await each.equals(todo)
            DONE.update(world.done)
