"""What a worker does next."""

import random
from uuid import UUID

from faults.operation import Mutation, Operation
from faults.operations import MUTATIONS, READS
from faults.thing import Thing

_NEW_TASKS = 0.3
_NEW_LISTS = 0.05
_NEW_MEMBERS = 0.05
_LISTS = 2
"""Lists that each worker makes at most: a user has 500, deleted ones included."""
_MEMBERS = 10
"""Members that each lets in at most: a list has 100."""


class Choice:
    """Chooses among the tasks and members of a list and the lists that are `known`, those to be made, and all that can
    be done."""

    def __init__(self, parent: str, seed: str) -> None:
        self.known: dict[str, Thing] = {}
        self.chance = random.Random(seed)
        self._parent = parent
        self._lists_to_make = _LISTS
        self._members_to_make = _MEMBERS

    def thing(self) -> Thing:
        roll = self.chance.random()
        if roll < _NEW_LISTS and self._lists_to_make:
            self._lists_to_make -= 1
            return Thing(f"taskLists/{self.uuid()}")
        if 1 - roll < _NEW_MEMBERS and self._members_to_make:
            self._members_to_make -= 1
            return Thing(f"{self._parent}/members/{self.uuid()}")
        if roll < _NEW_LISTS + _NEW_TASKS or not self.known:
            return Thing(f"{self._parent}/tasks/{self.uuid()}")
        return self.chance.choice(list(self.known.values()))

    def mutation(self, thing: Thing) -> Mutation:
        return self.chance.choice([each for each in MUTATIONS if each.possible(thing)])

    def read(self, thing: Thing) -> Operation:
        return self.chance.choice([each for each in READS if each.possible(thing)])

    def uuid(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))
