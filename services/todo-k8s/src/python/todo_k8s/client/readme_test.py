"""The client's tables in the README, against the commands that there are."""

import re
from pathlib import Path

import click

from todo_k8s.client import exit_codes
from todo_k8s.client.command_line import cli
from todo_k8s.client.csv_rows import TASK_COLUMNS
from todo_k8s.client.setting_names import OUTPUTS

README = Path("services/todo-k8s/README.md")
# It stands above this file in the repository, and above a test's working folder too.
TEXT = next(parent / README for parent in Path(__file__).parents if (parent / README).exists()).read_text()
CLIENT = TEXT.partition("## The client")[2].partition("\n## ")[0]


def commands(group: click.Group, path: str) -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        found |= (
            commands(command, f"{path} {name}") if isinstance(command, click.Group) else {f"{path} {name}": command}
        )
    return found


def row(command: str) -> str:
    """What the table shows behind it."""
    match = re.search(rf"^\|.*?`{re.escape(command)}(?= |`)(.*)\|", CLIENT, re.M)
    return match[1] if match else ""


def test_every_command_is_in_the_readme_with_its_own_options() -> None:
    everywhere = {option for parameter in cli.params for option in parameter.opts} | {"--list"}
    missing = [
        f"{name} {option}"
        for name, command in commands(cli, "todo").items()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in [max(parameter.opts, key=len)]
        if option not in everywhere and option not in row(name)
    ]
    assert [name for name in commands(cli, "todo") if not row(name)] == []
    assert missing == []


def test_the_readme_names_no_command_that_is_not_there() -> None:
    named = set(re.findall(r"`(todo (?:list )?[a-z]+)", CLIENT)) - {"todo list"}
    assert named <= commands(cli, "todo").keys()


def test_the_readme_has_the_exit_codes() -> None:
    table = dict(re.findall(r"^\| (\d+) \| (.*) \|$", CLIENT.replace("`", ""), re.M))
    assert table == {str(code): meaning for code, meaning in exit_codes.MEANINGS.items() if code < 100}


def test_the_readme_has_the_columns_and_the_forms_of_output() -> None:
    assert f"`{','.join(TASK_COLUMNS)}`" in CLIENT
    assert f"`-o {'|'.join(OUTPUTS)}`" in CLIENT
