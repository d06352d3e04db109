"""What a copy makes of the changes that it is told of."""

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from todo.v1.member_pb2 import Member
from todo.v1.sync_service_pb2 import Change, Removal
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_pb2 import Task

from todo_k8s.client.watched_list import WatchedList

HOME = "taskLists/home"


def task(id: str, parent: str = "", state: Task.State = Task.STATE_ACTIVE, title: str = "") -> Change:
    name, parent_task = f"{HOME}/tasks/{id}", f"{HOME}/tasks/{parent}" if parent else ""
    made = Task(name=name, title=title or id, state=state, position=id, parent_task=parent_task)
    return Change(task=made, actor="users/ann")


def removed(name: str, reason: Removal.Reason = Removal.REASON_DELETED) -> Change:
    return Change(removal=Removal(name=f"{HOME}/{name}", reason=reason), actor="users/ann")


def shown(copy: WatchedList) -> list[tuple[str, int]]:
    return [(branch.task.title, branch.depth) for branch in copy.branches()]


@pytest.fixture
def copy() -> WatchedList:
    made = WatchedList()
    for change in (task("b"), task("c", "b"), task("a"), Change(task_list=TaskList(name=HOME, title="Home"))):
        made.take(change)
    return made


def test_active_tasks_stand_in_the_order_of_the_list_below_their_parents(copy: WatchedList) -> None:
    assert shown(copy) == [("a", 0), ("b", 0), ("c", 1)]


@pytest.mark.parametrize(
    ("change", "said", "left"),
    [
        (task("d"), "ann added d", ["a", "b", "c", "d"]),
        (task("a", title="z"), "ann changed z", ["z", "b", "c"]),
        (task("a", state=Task.STATE_COMPLETED), "ann completed a", ["b", "c"]),
        (task("c"), "ann changed c", ["a", "b", "c"]),
        (removed("tasks/a"), "ann deleted a", ["b", "c"]),
        (removed("tasks/a", Removal.REASON_MOVED), "ann moved away a", ["b", "c"]),
        (removed("tasks/gone"), "", ["a", "b", "c"]),
        (removed("members/bob"), "ann took the role of bob away", ["a", "b", "c"]),
        (Change(member=Member(user="users/bob", role=Member.ROLE_VIEWER)), "made bob viewer", ["a", "b", "c"]),
        (Change(task_list=TaskList(title="Home")), "", ["a", "b", "c"]),
        (Change(task_list=TaskList(title="House")), "renamed the list to House", ["a", "b", "c"]),
        (
            Change(task_list=TaskList(title="Home", delete_time=Timestamp(seconds=1))),
            "deleted the list Home",
            ["a", "b", "c"],
        ),
        (Change(), "", ["a", "b", "c"]),
    ],
)
def test_each_change_is_made_and_said(copy: WatchedList, change: Change, said: str, left: list[str]) -> None:
    assert copy.take(change) == said
    assert [title for title, _ in shown(copy)] == left


def test_what_was_taken_back_is_said_too(copy: WatchedList) -> None:
    copy.take(task("a", state=Task.STATE_COMPLETED))
    assert copy.take(task("a")) == "ann reopened a"
    copy.take(Change(task_list=TaskList(title="Home", delete_time=Timestamp(seconds=1))))
    assert copy.take(Change(task_list=TaskList(title="Home"))) == "restored the list Home"
