import os
import sys

import click

from todo_k8s.client.options import connection_options, list_option
from todo_k8s.client.session import session_of
from todo_k8s.client.setting_names import TOKEN


@click.command()
@list_option
@connection_options
@click.pass_context
def config(context: click.Context) -> None:
    """Show each setting with its value and where that comes from: an option, a variable, a profile, or built in.

    Profiles stand in $XDG_CONFIG_HOME/todo-k8s/config.toml (~/.config): [profile.NAME] with server, list, output,
    timeout, tls, ca_file, tls_name, and token_file or token_command. Where none is named by --profile or
    TODO_PROFILE, it is [profile.default].
    """
    from todo_k8s.client.output import STRUCTURED, write_value
    from todo_k8s.client.profiles import config_path
    from todo_k8s.client.settings import Sourced
    from todo_k8s.client.table import write_table

    path = config_path()
    session = session_of(context)
    in_force = dict(session.in_force)
    if os.environ.get(TOKEN):
        in_force["token"] = Sourced("(not shown)", TOKEN)
    shown = {name: {"value": each.value, "source": each.source} for name, each in in_force.items()}
    if session.settings.output in STRUCTURED:
        write_value(session.settings.output, {"config": path, "settings": shown})
        return
    rows = [("SETTING", "VALUE", "SOURCE")]
    rows += [(name, _text(each.value), each.source) for name, each in in_force.items()]
    write_table(rows, flexible=1)
    there = "" if os.path.exists(path) else " (not there)"
    sys.stdout.write(f"\nconfig file: {path}{there}\n")


def _text(value: str | float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else f"{value:g}"
