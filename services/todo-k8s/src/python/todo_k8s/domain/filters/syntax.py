"""What a filter says, as it is written: no field or value has been looked at yet. Columns count code points from 1."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """A word or a quoted text, without its quotes and escapes."""

    value: str
    column: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    field: Text
    operator: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Negation:
    part: "Syntax"


@dataclass(frozen=True, slots=True)
class Conjunction:
    parts: tuple["Syntax", ...]


@dataclass(frozen=True, slots=True)
class Disjunction:
    parts: tuple["Syntax", ...]


Syntax: TypeAlias = Text | Comparison | Negation | Conjunction | Disjunction
