"""The rules about greetings."""

from dataclasses import dataclass

_COLLECTION = "greetings/"
_CODE_POINTS = 64


@dataclass(frozen=True, slots=True)
class Greeting:
    name: str
    text: str


class InvalidField(Exception):
    """A field of a request is wrong; the description goes on where the field's name ends a sentence's subject."""

    def __init__(self, field: str, description: str) -> None:
        super().__init__(f"{field} {description}")
        self.field = field
        self.description = description


def greeting_of(name: str) -> Greeting:
    """The greeting of a name such as `greetings/Ann`. Raises InvalidField."""
    person = name.removeprefix(_COLLECTION)
    if not name.startswith(_COLLECTION) or not person or "/" in person:
        raise InvalidField("name", "is no greeting's name: give greetings/ and what the person is called, without /")
    if len(person) > _CODE_POINTS:
        raise InvalidField("name", f"calls the person by {len(person)} code points: give at most {_CODE_POINTS}")
    if not person.isprintable():
        raise InvalidField("name", "has characters that cannot be shown: leave them out")
    return Greeting(name, f"Hello, {person}!")
