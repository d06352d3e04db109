import asyncio

from todo_k8s.domain.turns import in_turns


async def test_others_have_their_turn_while_many_items_are_looked_at() -> None:
    taken: list[int] = []

    async def other() -> None:
        taken.append(-1)

    waiting = asyncio.create_task(other())
    async for some in in_turns(range(120)):
        taken += some
    await waiting
    assert taken == [*range(50), -1, *range(50, 120)]
