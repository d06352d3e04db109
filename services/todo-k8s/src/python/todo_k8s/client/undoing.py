"""Which change people mean to take back, and what was."""

import re
from collections.abc import Iterable

from todo.v1.event_pb2 import Event
from todo.v1.event_service_pb2 import UndoEventResponse

from todo_k8s.client import exit_codes
from todo_k8s.client.failure import Failure
from todo_k8s.client.references import short

_NAME = re.compile("taskLists/[^/]+/events/[^/]+")


def event_name(parent: str, given: str) -> str:
    """Of what `todo log` shows, or of a name."""
    return given if _NAME.fullmatch(given) else f"{parent}/events/{given}"


def latest_change(events: Iterable[Event], list_given: str) -> Event:
    """The latest one that is not an undo and still stands, of events the newest of which comes first: called again and
    again it goes back in time, and an undo that was undone does not count."""
    void: set[str] = set()
    for event in events:
        if event.name in void:
            continue
        if event.member:
            # Passed over in silence, something else would be undone than what whoever asks has in mind.
            user, number = event.member.rpartition("/")[2], event.name.rpartition("/")[2]
            message = (
                f"the latest change in {list_given}, {number}, is of the role of {user}, which todo share and"
                " todo unshare change. To undo an earlier change, name its EVENT, which todo log shows"
            )
            raise Failure(message, exit_codes.CONFLICT, "MEMBERSHIP_NOT_UNDONE")
        if event.method != "UndoEvent":
            return event
        # Of what moved back with a task and had not come with it, nothing was undone.
        void.add(event.undone_event)
    raise Failure(f"there is nothing to undo in {list_given}", exit_codes.NOT_FOUND, "NOTHING_TO_UNDO")


def sentence(event: Event, undone: UndoEventResponse) -> str:
    number = event.name.rpartition("/")[2]
    what = [f"{short(task.name)}: {task.title}" for task in undone.tasks] or [f"the list {undone.task_list.title}"]
    return "\n".join(f"Undid {number}, {event.method} of {each}" for each in what)
