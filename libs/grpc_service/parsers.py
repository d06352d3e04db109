"""Parsers for settings. Each raises ValueError with what to write instead."""

from collections.abc import Callable, Sequence


def one_of(choices: Sequence[str]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(f"write one of {', '.join(choices)}")
        return text

    return parse


def seconds(highest: float) -> Callable[[str], float]:
    """Seconds from 0 to `highest`, whole or with a fraction."""

    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        # Written so that NaN, which float() reads, is refused as well.
        if not 0 <= value <= highest:
            raise ValueError(f"write a number of seconds from 0 to {highest:g}")
        return value

    return parse


def boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("write true or false")
    return text == "true"
