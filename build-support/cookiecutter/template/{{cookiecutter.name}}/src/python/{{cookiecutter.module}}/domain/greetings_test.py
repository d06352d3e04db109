import pytest

from {{cookiecutter.module}}.domain.greetings import Greeting, InvalidField, greeting_of


@pytest.mark.parametrize("person", ["Ann", "Zoë", "x" * 64])
def test_everybody_is_greeted(person: str) -> None:
    assert greeting_of(f"greetings/{person}") == Greeting(f"greetings/{person}", f"Hello, {person}!")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "is no greeting's name"),
        ("Ann", "is no greeting's name"),
        ("greetings/", "is no greeting's name"),
        ("greetings/Ann/Bob", "is no greeting's name"),
        ("greetings/" + "x" * 65, "by 65 code points: give at most 64"),
        ("greetings/Ann\x00", "cannot be shown"),
    ],
)
def test_what_is_no_name_is_refused(name: str, said: str) -> None:
    with pytest.raises(InvalidField, match=said) as caught:
        greeting_of(name)
    assert caught.value.field == "name"
