"""Settings of a service, from flags and environment variables: one row each, all problems reported at once."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import click

T = TypeVar("T")

# What Kubernetes adds to every container for each Service of the namespace, "todo-list" for example.
_SERVICE_LINK = re.compile(r"\w+_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)")


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One row of the table. A flag goes before the variable, and an empty value is as good as none.

    `parse` raises ValueError with what to write instead. `default` is a text that `parse` reads; `default_text` is what
    people see of it. A switch is a flag that takes no value and means "true".
    """

    flag: str
    variable: str
    default: str
    parse: Callable[[str], T]
    help: str
    metavar: str = "TEXT"
    default_text: str = ""
    switch: bool = False

    @property
    def parameter(self) -> str:
        """What click calls the flag's value."""
        return self.flag.removeprefix("--").replace("-", "_")

    @property
    def shown_default(self) -> str:
        return self.default_text or self.default


class SettingsError(Exception):
    """`problems` are sentences: the flag and the variable, the value, and how to mend it."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class Reader:
    """Reads settings one by one and keeps the problems, until `finish` raises them all together."""

    def __init__(self, flags: Mapping[str, str | None], environ: Mapping[str, str]) -> None:
        self._flags = flags
        self._environ = environ
        self._problems: list[str] = []

    def text(self, setting: Setting[Any]) -> str:
        return self._flags.get(setting.parameter) or self._environ.get(setting.variable) or setting.default

    def get(self, setting: Setting[T]) -> T:
        """The setting's value; that of its default where there was a problem."""
        try:
            return setting.parse(self.text(setting))
        except ValueError as error:
            self.problem(setting, str(error))
            return setting.parse(setting.default)

    def problem(self, setting: Setting[Any], fix: str) -> None:
        self._problems.append(f"{setting.flag} ({setting.variable}) is {self.text(setting)!r}: {fix}.")

    def misspelled(self, prefix: str, settings: Iterable[Setting[Any]], others: Iterable[str]) -> Sequence[str]:
        """Variables with the prefix that are neither a setting nor one of the others: nearly a setting's name is a
        problem; the rest, which may be another program's, is returned."""
        known = [setting.variable for setting in settings]
        strangers = []
        for name in sorted(set(self._environ) - {*known, *others}):
            if not name.startswith(prefix) or _SERVICE_LINK.fullmatch(name):
                continue
            if meant := difflib.get_close_matches(name, known, n=1, cutoff=0.85):
                self._problems.append(f"{name} is no setting: did you mean {meant[0]}?")
            else:
                strangers.append(name)
        return strangers

    def finish(self) -> None:
        if self._problems:
            raise SettingsError(self._problems)


def options(settings: Sequence[Setting[Any]]) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Gives a click command the flags of the settings. Their values stay texts or None: `Reader` does the rest."""

    def decorate(command: Callable[..., T]) -> Callable[..., T]:
        for setting in reversed(settings):
            shown = f"{setting.help} [{setting.variable}; default: {setting.shown_default or 'none'}]"
            if setting.switch:
                option = click.option(setting.flag, setting.parameter, flag_value="true", default=None, help=shown)
            else:
                option = click.option(setting.flag, setting.parameter, metavar=setting.metavar, help=shown)
            command = option(command)
        return command

    return decorate


def markdown_table(settings: Iterable[Setting[Any]]) -> str:
    """The table of the settings for a README."""
    rows = ["| flag | variable | default | meaning |", "|---|---|---|---|"]
    for s in settings:
        flag = s.flag if s.switch else f"{s.flag} {s.metavar}"
        default = f"`{s.shown_default}`" if s.shown_default else ""
        rows.append(f"| `{flag}` | `{s.variable}` | {default} | {s.help} |")
    return "\n".join(rows) + "\n"
