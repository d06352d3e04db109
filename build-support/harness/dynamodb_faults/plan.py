"""Which requests a fault befalls."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from dynamodb_faults.faults import Fault


@dataclass(frozen=True, slots=True)
class Plan:
    """One of the faults, each as likely as the others, befalls a request with the probability `share`."""

    faults: Sequence[Fault] = ()
    share: float = 1.0

    def choose(self, operation: str, chance: random.Random) -> Fault | None:
        possible = [fault for fault in self.faults if fault.befalls(operation)]
        return chance.choice(possible) if possible and chance.random() < self.share else None


HEALTHY = Plan()
