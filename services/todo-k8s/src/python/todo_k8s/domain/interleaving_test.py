"""What happens between a call's read and its write, or between two of its reads."""

from pathlib import Path
from uuid import uuid4

import pytest

from todo_k8s.domain.errors import PermissionDenied, TodoError
from todo_k8s.domain.testing import ANN, both_stores, mutation, service
from todo_k8s.domain.testing_calls import CALLS, Call, Process, world
from todo_k8s.domain.testing_tables import RacingTable, TornTable
from todo_k8s.domain.undo import Undone
from todo_k8s.storage import keys
from todo_k8s.storage.table import AtVersion, Delete
from todo_k8s.storage.testing import dynamodb_local

__all__ = ["both_stores", "dynamodb_local"]

pytestmark = pytest.mark.usefixtures("both_stores")

ONCE = mutation(str(uuid4()))


def plain(answer: object) -> object:
    """Without the kind of sequence that it is."""
    if isinstance(answer, Undone):
        return list(answer.tasks), answer.list
    return list(answer) if isinstance(answer, tuple) else answer


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
async def test_a_repetition_that_overtakes_its_first_attempt_is_answered_like_it(tmp_path: Path, call: Call) -> None:
    async with service(tmp_path) as todo:
        given = await world(todo)
        answers: list[object] = []

        async def first_attempt() -> None:
            answers.append(await call(Process(todo.table, todo.clock), given, ONCE))

        torn = Process(TornTable(todo.table, first_attempt), todo.clock)
        assert [plain(await call(torn, given, ONCE))] == list(map(plain, answers))


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
async def test_of_two_that_come_at_once_one_is_carried_out(tmp_path: Path, call: Call) -> None:
    async with service(tmp_path) as todo:
        given = await world(todo)
        heads = [keys.list_head(each.id) for each in (given.home, given.work)]
        behind = []

        async def other() -> None:
            await call(Process(todo.table, todo.clock), given, mutation(str(uuid4())))
            behind.append(await todo.table.get(*heads))

        racing = Process(RacingTable(todo.table, other), todo.clock)
        with pytest.raises(TodoError):
            await call(racing, given, ONCE)
        assert behind == [await todo.table.get(*heads)]


@pytest.mark.parametrize("call", list(CALLS.values())[1:], ids=list(CALLS)[1:])
async def test_whose_role_is_taken_away_meanwhile_changes_nothing(tmp_path: Path, call: Call) -> None:
    async with service(tmp_path) as todo:
        given = await world(todo)
        heads = [keys.list_head(each.id) for each in (given.home, given.work)]
        before = await todo.table.get(*heads)
        (member,) = await todo.table.get(keys.member(given.home.id, ANN.user))
        assert member

        async def take_away() -> None:
            await todo.table.transact(Delete(member.key, AtVersion(member.version)))

        racing = Process(RacingTable(todo.table, take_away), todo.clock)
        with pytest.raises(PermissionDenied):
            await call(racing, given, ONCE)
        assert await todo.table.get(*heads) == before
