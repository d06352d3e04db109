"""What stands on the server and can be completed. Nothing is, in silence, where it does not answer soon."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from todo_k8s.client.session import session_of

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from todo_k8s.client.api import Api

Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem[Any]]"]
Source = Callable[["Api", str], Iterator[tuple[str, str]]]

PATIENCE = "TODO_COMPLETION_TIMEOUT"
"""The variable with the seconds that each of a few calls may take. Where it says nothing it is 1: somebody waits."""

MOST = 500
"""Candidates of each kind; more are no help."""


def list_titles(*, deleted: bool = False) -> Completer:
    def titles(api: Api, _list: str) -> Iterator[tuple[str, str]]:
        return ((each.title, "") for each in api.lists(deleted) if each.HasField("delete_time") == deleted)

    return _completer(titles)


def task_references(*kinds: str) -> Completer:
    """References, with titles, to the tasks of these kinds (ACTIVE, COMPLETED, DELETED) of the list."""

    def references(api: Api, list_given: str) -> Iterator[tuple[str, str]]:
        from todo_k8s.client.named_lists import list_name
        from todo_k8s.client.named_tasks import id_of
        from todo_k8s.client.references import short_references

        parent = list_name(api, list_given)
        titles = {id_of(task.name): task.title for kind in kinds for task in islice(api.tasks(parent, kind), MOST)}
        return ((short, titles[each]) for each, short in short_references(titles).items())

    return _completer(references)


def _member_ids(api: Api, list_given: str) -> Iterator[tuple[str, str]]:
    from todo_k8s.client.member_roles import word_of
    from todo_k8s.client.member_table import user_of
    from todo_k8s.client.named_lists import list_name

    return ((user_of(each), word_of(each.role)) for each in api.members(list_name(api, list_given)))


def _completer(source: Source) -> Completer:
    def complete(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
        from dataclasses import replace

        from click.shell_completion import CompletionItem

        from todo_k8s.client.connection import connect
        from todo_k8s.client.failure import Failure

        try:
            settings = session_of(context).settings
            patience = _patience()
            # As for programs: what a command for the token says would stand there, too.
            with connect(replace(settings, timeout=patience, token_patience=patience, output="json")) as api:
                found = dict(source(api, context.params.get("given") or settings.list))
        except Failure:
            # A message would stand in the middle of what the person types.
            return []
        return [CompletionItem(value, help=text) for value, text in found.items() if value.startswith(incomplete)]

    return complete


def _patience() -> float:
    from todo_k8s.client.settings import checked

    try:
        return float(checked("timeout", float(os.environ.get(PATIENCE, "1"))))
    except ValueError:
        return 1.0


members: Completer = _completer(_member_ids)
"""Users that have a role on the LIST that stands before, or on that of --list."""
