"""What sharing comes to: a plain table of who has which role on what, and the steps that people take in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from hypothesis import strategies as st
from todo.v1.member_pb2 import Member

USERS = ("ann", "bob", "carol")
VIEWER, EDITOR, OWNER = Member.ROLE_VIEWER, Member.ROLE_EDITOR, Member.ROLE_OWNER
FORBIDDEN = "TASK_LIST_FORBIDDEN"


class Act(StrEnum):
    LET_IN = "let in"
    GIVE = "give a role"
    PUT_OUT = "put out, or leave"
    GET = "get a member"
    READ = "read the list"
    ADD = "add a task"
    RENAME = "rename the list"
    MOVE = "move a task to the other list"
    DELETE = "delete the list"
    RESTORE = "restore the list"
    UNDO = "take the last change of a member back"
    REPEAT = "repeat the last change of a member"


@dataclass(frozen=True)
class Step:
    """`at` is one of two lists; `stale` is whether the etag of something else is given."""

    act: Act
    actor: str
    at: int
    whom: str
    role: Member.Role
    stale: bool


# What changes members comes more often than the rest, and what makes most calls impossible seldom.
_ACTS = [*list(Act) * 2, *[Act.LET_IN, Act.GIVE, Act.PUT_OUT] * 4]
_ACTS.remove(Act.DELETE)
HISTORIES = st.lists(
    st.builds(
        Step,
        st.sampled_from(_ACTS),
        st.sampled_from(USERS),
        st.integers(0, 1),
        st.sampled_from(USERS),
        st.sampled_from([VIEWER, EDITOR, OWNER, OWNER]),
        st.integers(0, 9).map(lambda roll: roll == 0),
    ),
    min_size=10,
    max_size=40,
)


@dataclass
class Shared:
    """`changes` counts those of the list and of what is in it; `member_change` is the number of the last one of a
    member. Each member has a role, and the number of its last change."""

    members: dict[str, tuple[Member.Role, int]]
    changes: int = 1
    member_change: int = 0
    tasks: list[str] = field(default_factory=list)
    is_deleted: bool = False

    def role(self, user: str) -> Member.Role:
        return self.members[user][0] if user in self.members else Member.ROLE_UNSPECIFIED

    def owners(self) -> list[str]:
        return [user for user in self.members if self.role(user) == OWNER]


@dataclass
class Sharing:
    """Two lists; `joined` are those of each user, in the order in which they came."""

    lists: Sequence[Shared]
    joined: dict[str, list[int]]
    last: Step | None = None

    def refusal(self, step: Step) -> str:
        """The reason with which the step is refused; empty where it is taken."""
        here = self.lists[step.at]
        if step.act is Act.REPEAT:
            return self._refusal_of_repetition()
        both = self.lists if step.act is Act.MOVE else (here,)
        if any(step.actor not in each.members for each in both):
            return FORBIDDEN
        if any(each.role(step.actor) < _needed(step) for each in both):
            return "ROLE_INSUFFICIENT"
        leaves = step.act is Act.PUT_OUT and step.whom == step.actor
        changes = step.act not in (Act.READ, Act.GET, Act.RESTORE, Act.UNDO) and not leaves
        if changes and any(each.is_deleted for each in both):
            return "TASK_LIST_DELETED"
        match step.act:
            case Act.LET_IN if step.whom in here.members:
                return "MEMBER_EXISTS"
            case Act.GIVE | Act.PUT_OUT | Act.GET if step.whom not in here.members:
                return "MEMBER_NOT_FOUND"
            case Act.GIVE | Act.PUT_OUT if step.stale:
                return "ETAG_MISMATCH"
            case Act.GIVE | Act.PUT_OUT if here.owners() == [step.whom] and not _stays_owner(step):
                return "LAST_OWNER"
            case Act.RESTORE if not here.is_deleted:
                return "TASK_LIST_NOT_DELETED"
            case Act.UNDO:
                return "MEMBERSHIP_NOT_UNDONE"
        return ""

    def take(self, step: Step) -> None:
        """Takes a step that is not refused."""
        here = self.lists[step.at]
        if step.act in (Act.READ, Act.GET, Act.REPEAT):
            return
        here.changes += 1
        match step.act:
            case Act.LET_IN | Act.GIVE:
                if step.act is Act.LET_IN:
                    self.joined[step.whom].append(step.at)
                here.members[step.whom] = (step.role, here.changes)
            case Act.PUT_OUT:
                del here.members[step.whom]
                self.joined[step.whom].remove(step.at)
            case Act.DELETE | Act.RESTORE:
                here.is_deleted = step.act is Act.DELETE
            case Act.MOVE:
                self.lists[1 - step.at].changes += 1
        if step.act in (Act.LET_IN, Act.GIVE, Act.PUT_OUT):
            here.member_change = here.changes
            self.last = step

    def _refusal_of_repetition(self) -> str:
        last = self.last
        if last is None or last.act is Act.PUT_OUT:
            return ""
        here = self.lists[last.at]
        if last.actor not in here.members:
            return FORBIDDEN
        return "" if last.whom in here.members else "MEMBER_NOT_FOUND"


def _needed(step: Step) -> Member.Role:
    match step.act:
        case Act.READ | Act.GET:
            return VIEWER
        case Act.PUT_OUT if step.whom == step.actor:
            return VIEWER
        case Act.ADD | Act.RENAME | Act.MOVE | Act.UNDO:
            return EDITOR
    return OWNER


def _stays_owner(step: Step) -> bool:
    return step.act is Act.GIVE and step.role == OWNER
