"""What every change of who has a role on a list shares: what it decides by, and what it writes."""

from dataclasses import dataclass, replace
from datetime import datetime

from todo_k8s.domain import limits, rank
from todo_k8s.domain.errors import FailedPrecondition, QuotaExceeded
from todo_k8s.domain.history import Changed, event_put
from todo_k8s.domain.model import Member, Principal, Reason, Role, TaskList, UserHead
from todo_k8s.domain.requests import Mutation
from todo_k8s.domain.writing import Plan, remember
from todo_k8s.storage import list_codec, member_codec, user_codec
from todo_k8s.storage.table import Absent, Action, AtVersion, Check, Condition, Item, Put


@dataclass(frozen=True, slots=True)
class MemberStanding:
    """How things stand when a change of a member decides: the list, the caller's role on it as it was read, what stands
    in the two places of the member, and the head of the user that is or was or is to be one."""

    caller: Principal
    mutation: Mutation
    list: TaskList
    own: Item
    there: Item | None
    membership: Item | None
    user: UserHead
    now: datetime

    @property
    def member(self) -> Member | None:
        return member_codec.member_at(self.there)

    def joining(self, role: Role) -> Plan[Member]:
        """Raises QuotaExceeded where the list, or the user, has as many as there can be."""
        return self._written(None, self._changed(Member(self.list.id, self.user.user, role, 0, self.now, self.now)))

    def given(self, before: Member, role: Role) -> Plan[Member]:
        """Raises FailedPrecondition `LAST_OWNER`."""
        return self._written(before, self._changed(replace(before, role=role)))

    def leaving(self, before: Member) -> Plan[None]:
        """Raises FailedPrecondition `LAST_OWNER`."""
        return Plan(None, self._actions(before, None, self._changed(before)))

    def _written(self, before: Member | None, after: Member) -> Plan[Member]:
        return Plan(after, self._actions(before, after, after))

    def _changed(self, member: Member) -> Member:
        return replace(
            member,
            version=self.list.sequence + 1,
            update_time=self.now,
            actor=self.caller.user,
            request_id=self.mutation.request_id.lower(),
        )

    def _actions(self, before: Member | None, after: Member | None, changed: Member) -> tuple[Action, ...]:
        """`changed` has the number and the authorship of the change."""
        joins = int(after is not None) - int(before is not None)
        user, place = self._user_after(joins)
        expires = int(self.now.timestamp()) + limits.DELETED_DAYS * 86_400
        if after:
            halves = member_codec.member_item(after), member_codec.membership_item(after, place, user.sequence)
        else:
            lost = member_codec.lost_item(changed, Reason.ACCESS_LOST, user.sequence, expires)
            halves = member_codec.removed_item(changed, expires), lost
        number = changed.version
        told = Changed(self.list.id, None, number, (number, number), user=changed.user)
        fields = [member_codec.member_fields(each) if each else {} for each in (before, after)]
        return (
            *remember(self.caller, self.mutation, [changed.name], self.now),
            *self._own_role(changed.user),
            Put(list_codec.list_item(self._list_after(before, after)), AtVersion(self.list.sequence)),
            Put(halves[0], _as_read(self.there)),
            Put(halves[1], _as_read(self.membership)),
            Put(user_codec.user_item(user), AtVersion(self.user.sequence) if self.user.sequence else Absent()),
            event_put(self.caller, self.mutation, told, fields[0], fields[1], self.now),
        )

    def _own_role(self, changed: str) -> tuple[Action, ...]:
        """Whoever changes himself is written on the condition that he stands as he was read."""
        if changed == self.caller.user:
            return ()
        return (Check(self.own.key, AtVersion(self.own.version)),)

    def _user_after(self, joins: int) -> tuple[UserHead, str]:
        """The head, and the place of the list in the user's order: a new one comes last."""
        before = self.user
        count = before.list_count + joins
        if joins > 0 and count > limits.LISTS_PER_USER:
            message = f"users/{before.user} has {before.list_count:,} lists; {limits.LISTS_PER_USER:,} is the most"
            raise QuotaExceeded("TOO_MANY_TASK_LISTS", message, f"users/{before.user}")
        if joins > 0:
            place = rank.after(before.last_position)
            return replace(before, sequence=before.sequence + 1, list_count=count, last_position=place), place
        place = member_codec.place_of_membership(self.membership) if self.membership and not joins else ""
        return replace(before, sequence=before.sequence + 1, list_count=count), place

    def _list_after(self, before: Member | None, after: Member | None) -> TaskList:
        members = self.list.member_count + int(after is not None) - int(before is not None)
        owners = self.list.owner_count + _is_owner(after) - _is_owner(before)
        if members > max(self.list.member_count, limits.MEMBERS_PER_LIST):
            message = f"{self.list.name} has {limits.MEMBERS_PER_LIST} members, the most there can be; remove one first"
            raise QuotaExceeded("TOO_MANY_MEMBERS", message, self.list.name)
        if owners == 0:
            message = f"{self.list.name} would have no owner; make another member its owner first, or delete the list"
            raise FailedPrecondition("LAST_OWNER", message, {"name": self.list.name})
        return replace(self.list, sequence=self.list.sequence + 1, member_count=members, owner_count=owners)


def _is_owner(member: Member | None) -> int:
    return int(member is not None and member.role is Role.OWNER)


def _as_read(item: Item | None) -> Condition:
    """What was removed before stands there still, or has expired."""
    return AtVersion(item.version) if item else Absent()
