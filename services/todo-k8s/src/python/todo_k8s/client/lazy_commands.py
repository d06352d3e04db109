"""The commands, each loaded when it is called for: what is not called costs no start."""

import click

NAMES = (
    "add",
    "agenda",
    "auth",
    "batch",
    "completion",
    "config",
    "done",
    "edit",
    "export",
    "import",
    "leave",
    "list",
    "log",
    "ls",
    "members",
    "mv",
    "reopen",
    "restore",
    "rm",
    "share",
    "show",
    "skip",
    "today",
    "undo",
    "unshare",
    "version",
    "watch",
)


class Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _loaded(cmd_name) if cmd_name in NAMES else None


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
