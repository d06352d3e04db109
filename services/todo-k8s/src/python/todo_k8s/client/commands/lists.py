import click

from todo_k8s.client.commands.list_create import create
from todo_k8s.client.commands.list_ls import ls
from todo_k8s.client.commands.list_rename import rename
from todo_k8s.client.commands.list_restore import restore
from todo_k8s.client.commands.list_rm import rm
from todo_k8s.client.commands.list_show import show
from todo_k8s.client.options import connection_options


@click.group("list")
@connection_options
def lists() -> None:
    """Make, show, rename, delete and restore lists. LIST is a title, a UUID or taskLists/UUID."""


for _command in (create, ls, show, rename, rm, restore):
    lists.add_command(_command)
