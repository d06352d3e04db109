"""Changes of a task's state, each of which may have been made already.

Each returns the task as it is then, and a sentence that says whether this call changed it.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import click
import grpc
from todo.v1.task_pb2 import Due, Task

from todo_k8s.client.api import Api
from todo_k8s.client.exit_codes import CONFLICT
from todo_k8s.client.failure import Failure
from todo_k8s.client.output import show_many
from todo_k8s.client.recurring import next_text
from todo_k8s.client.references import short
from todo_k8s.client.rpc_error import problem_of
from todo_k8s.client.todotxt.task_line import COMPLETED

_ONWARD = ("Done", "done", "Skipped", "skipped")
"""After these a task that recurs is at its next occurrence."""

Change = Callable[[Api, Task], tuple[Task, str]]


def change_each(api: Api, output: str, tasks: Iterable[Task], change: Change) -> None:
    """Changes one after the other, and shows those that were, also where one failed."""
    changed: list[tuple[Task, str]] = []
    try:
        for task in tasks:
            changed.append(change(api, task))
    finally:
        show_changed(output, changed)


def show_changed(output: str, changed: Sequence[tuple[Task, str]]) -> None:
    if changed:
        sentences = "\n".join(told for _, told in changed)
        show_many(output, "tasks", [task for task, _ in changed], lambda: click.echo(sentences))


def sentence(word: str, task: Task) -> str:
    return f"{word} {short(task.name)}: {task.title}{next_text(task) if word.endswith(_ONWARD) else ''}"


def completion(*, along: bool) -> Change:
    """`along`, together with the active tasks below it."""

    def complete(api: Api, task: Task) -> tuple[Task, str]:
        if is_done(task):
            return task, sentence("Already done", task)
        occurrence = occurrence_of(task)
        already = "OCCURRENCE_NOT_CURRENT" if occurrence else "TASK_NOT_ACTIVE"
        call = partial(api.complete_task, task.name, subtasks=along, occurrence=occurrence)
        return _changed(api, task, call, "Done", already)

    return complete


def skip(api: Api, task: Task) -> tuple[Task, str]:
    if not task.HasField("due"):
        reason = "TASK_NOT_RECURRING"
        # The request names an occurrence, and this task has nothing that could be one.
        raise Failure(f"{task.name} does not recur, so it has no occurrences ({reason})", CONFLICT, reason)
    call = partial(api.skip_occurrence, task.name, occurrence_of(task) or task.due)
    return _changed(api, task, call, "Skipped", "OCCURRENCE_NOT_CURRENT")


def is_done(task: Task) -> bool:
    return task.state == Task.STATE_COMPLETED and not task.HasField("delete_time")


def is_deleted(task: Task) -> bool:
    return task.HasField("delete_time")


def occurrence_of(task: Task) -> Due | None:
    """The one that the task is at, None where it does not recur."""
    return task.due if task.HasField("recurrence") else None


def reopen(api: Api, task: Task) -> tuple[Task, str]:
    """A day of completion that a todo.txt file brought goes too: it is not that of the next completion."""
    if task.state == Task.STATE_ACTIVE and not task.HasField("delete_time"):
        return task, sentence("Already open", task)
    etag = ""
    if COMPLETED in task.annotations and not task.HasField("delete_time"):
        kept = Task(name=task.name, etag=task.etag, annotations=task.annotations)
        del kept.annotations[COMPLETED]
        etag = api.update_task(kept, ["annotations"]).etag
    return _changed(api, task, lambda: api.reopen_task(task.name, etag), "Reopened", "TASK_NOT_COMPLETED")


def deletion(*, along: bool) -> Change:
    """`along`, together with the tasks below it."""

    def delete(api: Api, task: Task) -> tuple[Task, str]:
        if is_deleted(task):
            return task, sentence("Already deleted", task)
        return _changed(api, task, lambda: api.delete_task(task.name, force=along), "Deleted", "TASK_DELETED")

    return delete


def restore(api: Api, task: Task) -> tuple[Task, str]:
    if not task.HasField("delete_time"):
        return task, sentence("Already there", task)
    return _changed(api, task, lambda: api.undelete_task(task.name), "Restored", "TASK_NOT_DELETED")


def _changed(api: Api, task: Task, call: Callable[[], Task], word: str, already: str) -> tuple[Task, str]:
    try:
        changed = call()
        return changed, sentence(word, changed)
    except grpc.RpcError as error:
        # Someone else was quicker by a moment.
        if problem_of(error).reason != already:
            raise
        there = api.get_task(task.name)
        return there, sentence(f"Already {word.lower()}", there)
