"""A process that writes to a store for the tests of its contract: `python -m … STORE ENDPOINT` prints what it won."""

import asyncio
import json
import sys

from todo_k8s.storage.contract import item, key, new, over
from todo_k8s.storage.open import open_table, parse_store
from todo_k8s.storage.table import ConditionFailed, Contended, Table

COUNTER = key("counter")
WRITERS = 4
TURNS = 15


async def count_up(table: Table) -> list[int]:
    """Raises the counter `TURNS` times, with a witness of each; the versions that it made."""
    made: list[int] = []
    while len(made) < TURNS:
        (counter,) = await table.get(COUNTER)
        assert counter is not None
        version = counter.version + 1
        try:
            await table.transact(over(counter.version, item(COUNTER.sk, version)), new(item(f"witness-{version:04}")))
        except (ConditionFailed, Contended):
            continue
        made.append(version)
    return made


async def main(store: str, endpoint: str) -> None:
    table = await open_table(parse_store(store), endpoint=endpoint or None)
    made = await asyncio.gather(*(count_up(table) for _ in range(WRITERS)))
    await table.close()
    print(json.dumps(sum(made, [])))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
