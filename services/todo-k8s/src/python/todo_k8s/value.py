"""Values of which a page holds many."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(cls: type[T]) -> type[T]:
    """Makes a frozen dataclass, whose attributes the type checker lets nobody set.

    Python itself is not told so: what it knows as frozen is made by a call for each attribute, and takes five times as
    long (docs/adr/0016).
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
