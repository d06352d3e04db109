"""Lists as people read them."""

from collections.abc import Sequence

from todo.v1.task_list_pb2 import TaskList

from todo_k8s.client.task_table import shown_time


def list_rows(lists: Sequence[TaskList], deleted: bool) -> list[tuple[str, ...]]:
    """The heads and a row for each."""
    heads = ("TITLE", "ACTIVE", "DONE", "NAME", *(["DELETED"] if deleted else []))
    return [heads, *(_row(each, deleted) for each in lists)]


def list_text(each: TaskList) -> str:
    """All of one list, a line for each field that it has."""
    fields = {
        "title": each.title,
        "active": str(each.active_task_count),
        "done": str(each.completed_task_count),
        "created": shown_time(each, "create_time"),
        "changed": shown_time(each, "update_time"),
        "deleted": shown_time(each, "delete_time"),
        "gone": shown_time(each, "purge_time"),
        "etag": each.etag,
        "name": each.name,
    }
    return "\n".join(f"{name:<11}{value}" for name, value in fields.items() if value)


def _row(each: TaskList, deleted: bool) -> tuple[str, ...]:
    moment = [shown_time(each, "delete_time")] if deleted else []
    return (each.title, str(each.active_task_count), str(each.completed_task_count), each.name, *moment)
