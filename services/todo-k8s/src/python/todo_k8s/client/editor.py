"""Lets a person change a task in $EDITOR."""

import sys
import tempfile

import click
import grpc
from todo.v1.task_pb2 import Task

from todo_k8s.client.api import Api
from todo_k8s.client.edits import changed_fields
from todo_k8s.client.form import from_form, to_form
from todo_k8s.client.recurring import needs_zone
from todo_k8s.client.zone import machine_zone


def edit_by_hand(api: Api, task: Task, etag: str) -> Task:
    """The task as it is then: the same object where nothing was changed.

    The etag counts: what others changed meanwhile is not overwritten. Where the call fails, the text is kept in a file.
    """
    form = to_form(task)
    text = form
    while True:
        edited = click.edit(text, extension=".txt")
        if edited is None or not edited.strip():
            return task
        text = edited
        try:
            new = from_form(text)
            break
        except ValueError as error:
            click.echo(f"todo: {error}", err=True)
            if not click.confirm("Edit again?", default=True, err=True):
                return task
    # Compared with what the form of the old task says: what a form cannot say is not changed by opening it.
    fields = changed_fields(from_form(form), new)
    new.name, new.etag = task.name, etag
    if needs_zone(new) and not needs_zone(task):
        new.recurrence.time_zone = machine_zone()
    if not fields:
        return task
    try:
        return api.update_task(new, fields)
    except grpc.RpcError:
        _keep(text)
        raise


def _keep(text: str) -> None:
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="todo-", suffix=".txt", delete=False) as kept:
        kept.write(text)
    print(f"todo: what you wrote is in {kept.name}", file=sys.stderr)
