"""The key plan in code (docs/adr/0001): where each item stands, and under which strings the indexes sort it."""

from datetime import UTC, datetime, timedelta

from todo_k8s.storage.table import Key

HEAD = "@"
MEMBER = "M#"
"""What the `sk` of a member begins with."""
TASK = "T#"
"""What the `sk` of a task begins with."""
COMPLETED = "C#"
"""What the `done` strings of completed tasks begin with."""
DELETED = "D#"
"""What the `done` strings of deleted tasks begin with."""
UNDATED = "~"
"""Stands where a due date would: after every date."""

PURGE_PK = "W#purge"
"""The partition of the work that deleted lists leave."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_EVENTS_PER_PARTITION = 10_000


def micros(moment: datetime) -> int:
    """Microseconds since the epoch."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(microseconds: int) -> datetime:
    return _EPOCH + microseconds * _MICROSECOND


def padded(number: int) -> str:
    """20 digits, so that the strings sort as the numbers do."""
    return f"{number:020d}"


def number_of(place: str) -> int:
    """The number with which a string of `chg` begins."""
    return int(place[:20])


def siblings(parent_id: str | None) -> str:
    """What the `ord` strings of the tasks of one parent, or without one, begin with."""
    return f"{parent_id or '~'}#"


def below(root_id: str) -> str:
    """What the `alt` strings of all tasks below one without a parent begin with."""
    return f"{root_id}#"


def deleted_together(deletion: int) -> str:
    """What the `alt` strings of tasks that one call deleted begin with; no id has a capital letter."""
    return f"{DELETED}{padded(deletion)}#"


def list_pk(list_id: str) -> str:
    return f"L#{list_id}"


def user_pk(user: str) -> str:
    return f"U#{user}"


def list_head(list_id: str) -> Key:
    return Key(list_pk(list_id), HEAD)


def member(list_id: str, user: str) -> Key:
    return Key(list_pk(list_id), f"{MEMBER}{user}")


def task(list_id: str, task_id: str) -> Key:
    return Key(list_pk(list_id), f"{TASK}{task_id}")


def event(list_id: str, sequence: int) -> Key:
    return Key(f"E#{list_id}#{sequence // _EVENTS_PER_PARTITION}", padded(sequence))


def first_event_beside(sequence: int) -> int:
    """The least number that stands in the same partition."""
    return sequence - sequence % _EVENTS_PER_PARTITION


def user_head(user: str) -> Key:
    return Key(user_pk(user), HEAD)


def membership(user: str, list_id: str) -> Key:
    return Key(user_pk(user), f"L#{list_id}")


def purge_work(at: datetime, list_id: str) -> Key:
    """Of a deleted list: what is to be done, sorted by when."""
    return Key(PURGE_PK, f"{padded(micros(at))}#{list_id}")


def request(user: str, request_id: str) -> Key:
    return Key(user_pk(user), f"R#{request_id}")
