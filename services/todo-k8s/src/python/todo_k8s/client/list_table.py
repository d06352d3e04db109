"""Lists as people read them."""

from collections.abc import Sequence

from todo.v1.member_pb2 import Member
from todo.v1.task_list_pb2 import TaskList

from todo_k8s.client.member_roles import word_of
from todo_k8s.client.task_table import shown_time


def list_rows(lists: Sequence[TaskList], deleted: bool) -> list[tuple[str, ...]]:
    """The heads and a row for each. The reader's role is a column where it is not owner of all."""
    rows = [
        ("TITLE", "ACTIVE", "DONE", "NAME", *(["DELETED"] if deleted else [])),
        *(_row(each, deleted) for each in lists),
    ]
    if any(each.role not in (Member.ROLE_OWNER, Member.ROLE_UNSPECIFIED) for each in lists):
        return [(*row, role) for row, role in zip(rows, ("ROLE", *(word_of(each.role) for each in lists)), strict=True)]
    return rows


def list_text(each: TaskList) -> str:
    """All of one list, a line for each field that it has."""
    fields = {
        "title": each.title,
        "active": str(each.active_task_count),
        "done": str(each.completed_task_count),
        "role": word_of(each.role),
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
