"""One run of the command."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from todo_k8s.client.settings import Settings, Sourced


class Session:
    """Gathers what the command line says while it is parsed; the rest is looked up when it is first needed, so that
    `--help` works beside a config file that is wrong."""

    def __init__(self) -> None:
        self.said: dict[str, Sourced] = {}
        """By the name of the setting; `profile` is among them."""

    @cached_property
    def profile(self) -> Sourced | None:
        """None where none was named."""
        from todo_k8s.client.settings import Sourced

        variable = os.environ.get("TODO_PROFILE")
        return self.said.get("profile") or (Sourced(variable, "TODO_PROFILE") if variable else None)

    @cached_property
    def in_force(self) -> dict[str, Sourced]:
        """Every setting. Raises Failure for a config file or variable that is wrong."""
        # Loaded here: what needs no settings starts without.
        from todo_k8s.client.profiles import config_path, of_profile
        from todo_k8s.client.settings import built_in, of_environment

        name = str(self.profile.value) if self.profile else None
        found = built_in() | of_profile(config_path(), name) | of_environment() | self.said
        return {setting: value for setting, value in found.items() if setting != "profile"}

    @cached_property
    def settings(self) -> Settings:
        from todo_k8s.client.settings import settings_from

        return settings_from(self.in_force)


def session_of(context: click.Context) -> Session:
    session = context.obj
    assert isinstance(session, Session)
    return session
