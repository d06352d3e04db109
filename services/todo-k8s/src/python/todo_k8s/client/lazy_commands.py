"""The commands, each loaded when it is called for: what is not called costs no start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

SHORT_HELP = {
    "add": "Add a task.",
    "agenda": "Show what is due in the next days, in all lists.",
    "auth": "Say who you are to the server.",
    "batch": "Carry out many operations of a file.",
    "completion": "Write what completes commands in a shell.",
    "config": "Show the settings in force.",
    "done": "Complete tasks.",
    "edit": "Change a task.",
    "export": "Write the tasks of a list to stdout.",
    "import": "Add the tasks of a file.",
    "leave": "Give up your role on a list.",
    "list": "Make, show, rename, delete and restore lists.",
    "log": "Show what was changed, by whom.",
    "ls": "Show the tasks of a list.",
    "members": "Show who uses a list.",
    "mv": "Move a task to another place, or to another list.",
    "reopen": "Make completed tasks active again.",
    "restore": "Bring deleted tasks back.",
    "rm": "Delete tasks.",
    "share": "Let somebody use a list.",
    "show": "Show all of a task.",
    "skip": "Skip occurrences of recurring tasks.",
    "today": "Show what is due today, in all lists.",
    "undo": "Take a change back.",
    "unshare": "Let somebody use a list no more.",
    "version": "Say which version this is.",
    "watch": "Follow what changes in a list.",
}
"""Of each command, here and not beside it, so that to list them loads none."""


class Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(SHORT_HELP)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _loaded(cmd_name) if cmd_name in SHORT_HELP else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(SHORT_HELP.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[Any]]:
        from click.shell_completion import CompletionItem

        found = [CompletionItem(name, help=text) for name, text in SHORT_HELP.items() if name.startswith(incomplete)]
        # The options, without what a group adds to them, which would load the commands.
        return found + click.Command.shell_complete(self, ctx, incomplete)


def _loaded(name: str) -> click.Command:
    match name:
        case "add":
            from todo_k8s.client.commands.add import add

            return add
        case "agenda":
            from todo_k8s.client.commands.agenda import agenda

            return agenda
        case "auth":
            from todo_k8s.client.commands.auth import auth

            return auth
        case "batch":
            from todo_k8s.client.commands.batch import batch

            return batch
        case "completion":
            from todo_k8s.client.commands.completion import completion

            return completion
        case "config":
            from todo_k8s.client.commands.config import config

            return config
        case "done":
            from todo_k8s.client.commands.done import done

            return done
        case "edit":
            from todo_k8s.client.commands.edit import edit

            return edit
        case "export":
            from todo_k8s.client.commands.exporting import export

            return export
        case "import":
            from todo_k8s.client.commands.importing import import_

            return import_
        case "leave":
            from todo_k8s.client.commands.leave import leave

            return leave
        case "list":
            from todo_k8s.client.commands.lists import lists

            return lists
        case "log":
            from todo_k8s.client.commands.log import log

            return log
        case "ls":
            from todo_k8s.client.commands.ls import ls

            return ls
        case "members":
            from todo_k8s.client.commands.members import members

            return members
        case "mv":
            from todo_k8s.client.commands.mv import mv

            return mv
        case "reopen":
            from todo_k8s.client.commands.reopen import reopen

            return reopen
        case "restore":
            from todo_k8s.client.commands.restore import restore

            return restore
        case "rm":
            from todo_k8s.client.commands.rm import rm

            return rm
        case "share":
            from todo_k8s.client.commands.share import share

            return share
        case "show":
            from todo_k8s.client.commands.show import show

            return show
        case "skip":
            from todo_k8s.client.commands.skip import skip

            return skip
        case "today":
            from todo_k8s.client.commands.today import today

            return today
        case "undo":
            from todo_k8s.client.commands.undo import undo

            return undo
        case "unshare":
            from todo_k8s.client.commands.unshare import unshare

            return unshare
        case "version":
            from todo_k8s.client.commands.version import version

            return version
        case "watch":
            from todo_k8s.client.commands.watch import watch

            return watch
    raise AssertionError(f"{name} is named and not there")
