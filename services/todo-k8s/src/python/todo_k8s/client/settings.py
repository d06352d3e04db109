"""What holds for the whole command, wherever it was said: flag before environment before profile before built-in."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from todo_k8s.client import exit_codes
from todo_k8s.client.failure import Failure
from todo_k8s.client.setting_names import DEFAULTS, EXAMPLES, OUTPUTS, VARIABLES


@dataclass(frozen=True, slots=True)
class Sourced:
    """A value and where it comes from, in words."""

    value: str | float
    source: str


@dataclass(frozen=True, slots=True)
class Settings:
    server: str
    list: str
    """As it was named: a title, `taskLists/…` or its UUID."""
    output: str
    timeout: float
    """Seconds for each call."""
    tls: bool = False
    ca_file: str = ""
    """Empty for the authorities that gRPC brings."""
    tls_name: str = ""
    """The name in the server's certificate, where it is not that of the address, as through a port-forward."""
    token_file: str = ""
    token_command: str = ""
    token_patience: float = 30.0
    """Seconds that the command may take."""
    server_source: str = "--server"
    token_source: str = ""
    """Of the file or the command."""


def settings_from(values: Mapping[str, Sourced]) -> Settings:
    found = {name: each.value for name, each in values.items()}
    tokens = [values[name].source for name in ("token_file", "token_command") if name in values]
    if len(tokens) > 1:
        message = f"{tokens[0]}: token_file and token_command are both there; keep the one that is to hold"
        raise Failure(message, exit_codes.USAGE, "CONFIG_INVALID")
    return Settings(
        server=str(found["server"]),
        list=str(found["list"]),
        output=str(found["output"]),
        timeout=float(found["timeout"]),
        tls=bool(found["tls"]),
        ca_file=str(found.get("ca_file", "")),
        tls_name=str(found.get("tls_name", "")),
        token_file=str(found.get("token_file", "")),
        token_command=str(found.get("token_command", "")),
        server_source=values["server"].source,
        token_source="".join(tokens),
    )


def of_environment(environ: Mapping[str, str] = os.environ) -> dict[str, Sourced]:
    """`TODO_SERVER` and its like; an empty one is as none. Raises Failure for one that makes no sense."""
    found = {}
    for name, variable in VARIABLES.items():
        text = environ.get(variable)
        if text:
            try:
                found[name] = Sourced(checked(name, _typed(name, text)), variable)
            except ValueError as error:
                raise Failure(f"{variable} {error}", exit_codes.USAGE, "ENVIRONMENT_INVALID") from None
    return found


def built_in() -> dict[str, Sourced]:
    return {name: Sourced(value, "built-in") for name, value in DEFAULTS.items()}


def checked(name: str, value: object) -> str | float:
    """The value of that setting; raises ValueError with the rest of a sentence that begins with its name."""
    if name == "timeout":
        # True is an int.
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
            raise ValueError(f"is {value!r}; give seconds, a number above 0 such as 10")
        return float(value)
    if name == "tls":
        if not isinstance(value, bool):
            raise ValueError(f"is {value!r}; write true or false")
        return value
    if not isinstance(value, str) or not value:
        raise ValueError(f"is {value!r}; give a text in quotes, such as {EXAMPLES.get(name, DEFAULTS.get(name))!r}")
    if name == "output" and value not in OUTPUTS:
        raise ValueError(f"is {value!r}; give one of {', '.join(OUTPUTS)}")
    return value


def _typed(name: str, text: str) -> object:
    if name == "tls":
        return {"true": True, "false": False}.get(text, text)
    if name != "timeout":
        return text
    try:
        return float(text)
    except ValueError:
        return text
