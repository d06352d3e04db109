"""Reads a whole list for export."""

from collections.abc import Iterator, Sequence

from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import TaskView

from todo_k8s.client import task_json
from todo_k8s.client.api import Api
from todo_k8s.client.csv_rows import csv_lines, looks_like_formula, task_cells
from todo_k8s.client.task_tree import tree_of
from todo_k8s.client.todotxt.task_line import line_of
from todo_k8s.client.todotxt.write import is_exact, write_line


def tasks_in_order(api: Api, parent: str) -> list[Task]:
    """Active and completed ones together, in the list's order, that of a file that was imported; subtasks behind their
    parent."""
    tasks: dict[str, Task] = {}
    # Completed ones last: a task that is completed between the two reads is then read twice rather than not at all.
    for state in ("ACTIVE", "COMPLETED"):
        tasks.update((task.name, task) for task in api.tasks(parent, state, view=TaskView.TASK_VIEW_FULL))
    ordered = sorted(tasks.values(), key=lambda task: (task.position.encode(), task.name))
    return [branch.task for branch in tree_of(ordered)]


def written(kind: str, tasks: Sequence[Task]) -> Iterator[bytes]:
    """`kind` is todotxt, jsonl or csv."""
    if kind == "csv":
        return csv_lines(tasks, "tasks")
    if kind == "jsonl":
        return (task_json.to_line(task).encode() + b"\n" for task in tasks)
    return (write_line(line_of(task)).encode() + b"\n" for task in tasks)


def remark(kind: str, tasks: Sequence[Task]) -> str:
    """What whoever uses the file should know; empty where there is nothing."""
    if kind == "todotxt":
        inexact = sum(not is_exact(line_of(task)) or _says_more(task) for task in tasks)
        say = "task says" if inexact == 1 else "tasks say"
        more = (
            "more than todo.txt can (notes, assignees, labels without + or @, how they recur, under what they"
            " stand, …); --format jsonl has everything"
        )
        return f"{inexact:,} {say} {more}" if inexact else ""
    if kind == "csv":
        formulas = sum(map(looks_like_formula, (cell for task in tasks for cell in task_cells(task))))
        begin = "cell begins" if formulas == 1 else "cells begin"
        return f"{formulas:,} {begin} as formulas do (= + - @): open it in a spreadsheet as text" if formulas else ""
    return ""


def _says_more(task: Task) -> bool:
    return bool(task.notes or task.assignees or task.parent_task or task.HasField("recurrence"))
