"""The config file: settings under names, `[profile.NAME]`, in TOML.

[profile.default]
server = "127.0.0.1:8081"

[profile.work]
server = "dns:///todo.example.com:8081"
list = "office"
output = "json"
timeout = 30
tls = true
token_command = "gcloud auth print-identity-token"
"""

import os
from collections.abc import Iterator, Mapping
from typing import Any

from todo_k8s.client import exit_codes
from todo_k8s.client.failure import Failure
from todo_k8s.client.setting_names import KEYS
from todo_k8s.client.settings import Sourced, checked

DEFAULT = "default"
"""The profile that holds where none is named; it need not be there."""


def config_path(environ: Mapping[str, str] = os.environ) -> str:
    """`$XDG_CONFIG_HOME/todo-k8s/config.toml`; a folder that is not absolute is as none (XDG Base Directory)."""
    folder = environ.get("XDG_CONFIG_HOME", "")
    home = folder if os.path.isabs(folder) else os.path.expanduser("~/.config")
    return os.path.join(home, "todo-k8s", "config.toml")


def of_profile(path: str, name: str | None) -> dict[str, Sourced]:
    """The settings of the profile, of `default` where no name is given.

    Raises Failure where the file is wrong anywhere, or has no profile of that name.
    """
    profiles = _profiles(path)
    if name is not None and name not in profiles:
        there = f"it has {', '.join(profiles)}" if profiles else "it has none"
        raise _failure(f"{path}: no profile {name!r}; {there}. To fix, add [profile.{name}]", "PROFILE_NOT_FOUND")
    chosen = name or DEFAULT
    return {key: Sourced(value, f"{path}, profile.{chosen}") for key, value in profiles.get(chosen, {}).items()}


def _profiles(path: str) -> dict[str, dict[str, str | float]]:
    try:
        with open(path, "rb") as file:
            text = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise _failure(f"{path}: {error.strerror}") from None
    # Loaded only where there is a file: most people have none.
    import tomllib

    try:
        content = tomllib.loads(text.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _failure(f"{path}: not TOML: {error}") from None
    problems = list(_problems(content))
    if problems:
        raise _failure("\n".join(f"{path}: {problem}" for problem in problems))
    return {
        name: {key: checked(key, value) for key, value in profile.items()}
        for name, profile in content.get("profile", {}).items()
    }


def _problems(content: dict[str, Any]) -> Iterator[str]:
    for key in content.keys() - {"profile"}:
        yield f"{key} means nothing here; settings stand under [profile.NAME]"
    profiles = content.get("profile", {})
    if not isinstance(profiles, dict):
        yield "profile is no table; write [profile.NAME]"
        return
    for name, profile in profiles.items():
        if not isinstance(profile, dict):
            yield f"profile.{name} is no table; write [profile.{name}] or [profile.default]"
            continue
        for key, value in profile.items():
            yield from _problem(f"profile.{name}.{key}", key, value)


def _problem(place: str, key: str, value: object) -> Iterator[str]:
    if key not in KEYS:
        yield f"{place} means nothing; the keys are {', '.join(KEYS)}"
        return
    try:
        checked(key, value)
    except ValueError as error:
        yield f"{place} {error}"


def _failure(message: str, reason: str = "CONFIG_INVALID") -> Failure:
    return Failure(message, exit_codes.USAGE, reason)
