"""The use cases of members: who has a role on a list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from todo_k8s.domain import names
from todo_k8s.domain.access import authorise, refuse_deleted, require, role_on
from todo_k8s.domain.errors import AlreadyExists, NotFound
from todo_k8s.domain.etags import check_etag
from todo_k8s.domain.masks import fields_of
from todo_k8s.domain.member_writing import MemberStanding
from todo_k8s.domain.model import Member, Principal, Role
from todo_k8s.domain.names import MemberName
from todo_k8s.domain.paging import Listing, cursor_of, page_size, token_of
from todo_k8s.domain.requests import CreateMember, DeleteMember, ListMembers, Mutation, UpdateMember
from todo_k8s.domain.violations import Violations
from todo_k8s.domain.writing import Plan, Writer, replayed_names, request_key
from todo_k8s.storage import keys, member_codec, user_codec
from todo_k8s.storage.table import Item, Key, Table, prefixed


@dataclass(frozen=True, slots=True)
class _Read:
    """What a change of a member reads, in one batch."""

    caller: Principal
    mutation: Mutation
    name: MemberName
    items: dict[Key, Item | None]

    @property
    def is_repeated(self) -> bool:
        """Raises InvalidArgument `REQUEST_ID_REUSED`."""
        record = request_key(self.caller, self.mutation)
        return bool(record and replayed_names(self.items[record[0]], self.mutation))

    def standing(self, now: datetime) -> MemberStanding:
        """Raises PermissionDenied where the caller has no role."""
        own, there = (self.items[keys.member(self.name.list_id, user)] for user in (self.caller.user, self.name.user))
        found = authorise(self.name.list_id, self.items[keys.list_head(self.name.list_id)], own, now)
        assert own is not None, "who is authorised is a member"
        membership = self.items[keys.membership(self.name.user, self.name.list_id)]
        user = user_codec.user_of(self.name.user, self.items[keys.user_head(self.name.user)])
        return MemberStanding(self.caller, self.mutation, found, own, there, membership, user, now)


class Members:
    """Raises PermissionDenied where the caller has no role on the list, or too small a one. Whatever changes a member
    raises Aborted where the etag given is not its own, and FailedPrecondition where the list is deleted, or would have
    no owner."""

    def __init__(self, table: Table, clock: Callable[[], datetime], writer: Writer) -> None:
        self._table = table
        self._clock = clock
        self._writer = writer

    async def get(self, caller: Principal, name: str) -> Member:
        """Raises NotFound."""
        violations = Violations()
        wanted = names.member_name(name, caller.user, "name", violations)
        violations.raise_if_any()
        head, own, there = await self._items(
            keys.list_head(wanted.list_id),
            keys.member(wanted.list_id, caller.user),
            keys.member(wanted.list_id, wanted.user),
        )
        role_on(wanted.list_id, head, own, self._clock())
        return _found(member_codec.member_at(there), wanted)

    async def list(self, caller: Principal, request: ListMembers) -> Listing[Member]:
        """By the ids of the users. Raises InvalidArgument `PAGE_TOKEN_INVALID`."""
        violations = Violations()
        list_id = names.list_id_of(request.parent, "parent", violations)
        size = page_size(request.page, violations)
        violations.raise_if_any()
        stretch = prefixed(keys.list_pk(list_id), None, keys.MEMBER)
        after = cursor_of(request.page, stretch)
        head, own = await self._table.get(keys.list_head(list_id), keys.member(list_id, caller.user))
        role_on(list_id, head, own, self._clock())
        page = await self._table.query(stretch, size, after)
        return Listing(tuple(filter(None, map(member_codec.member_at, page.items))), token_of(page.next, request.page))

    async def create(self, caller: Principal, request: CreateMember) -> Member:
        """Raises AlreadyExists where the user is a member, QuotaExceeded where the list or the user has as many as
        there can be."""
        violations = Violations()
        list_id = names.list_id_of(request.parent, "parent", violations)
        user = names.user_id_of(request.member_id, caller.user, "member_id", violations)
        violations.request_id(request.mutation.request_id)
        if not request.has_member:
            violations.add("member", "is missing; give the member to create")
        role = _role(request.role, violations)
        violations.raise_if_any()

        def decide(standing: MemberStanding) -> Plan[Member]:
            if member := standing.member:
                message = f"{member.name} is a member already, as {member.role}; change the role with UpdateMember"
                raise AlreadyExists("MEMBER_EXISTS", message, {"name": member.name})
            return standing.joining(role)

        return await self._change(caller, request.mutation, MemberName(list_id, user), decide)

    async def update(self, caller: Principal, request: UpdateMember) -> Member:
        """Raises NotFound."""
        violations = Violations()
        name = names.member_name(request.name, caller.user, "member.name", violations)
        violations.request_id(request.mutation.request_id)
        fields_of(request.mask, ("role",), ["role"] if request.role else [], violations)
        role = _role(request.role, violations) if request.role or request.mask else Role.VIEWER
        violations.raise_if_any()

        def decide(standing: MemberStanding) -> Plan[Member]:
            member = _found(standing.member, name)
            check_etag(request.etag, member)
            return standing.given(member, role)

        return await self._change(caller, request.mutation, name, decide)

    async def delete(self, caller: Principal, request: DeleteMember) -> None:
        """Takes the role away; everyone may take his own, on a deleted list too: it counts as one of his lists for as
        long as he has it. Raises NotFound."""
        violations = Violations()
        name = names.member_name(request.name, caller.user, "name", violations)
        violations.request_id(request.mutation.request_id)
        violations.raise_if_any()

        async def plan() -> Plan[None]:
            read = await self._read(caller, request.mutation, name)
            # Whoever has left has no role to be heard with again.
            if read.is_repeated:
                return Plan(None)
            standing = read.standing(self._clock())
            leaves = name.user == caller.user
            require(standing.list, Role.VIEWER if leaves else Role.OWNER)
            if not leaves:
                refuse_deleted(standing.list)
            member = _found(standing.member, name)
            check_etag(request.etag, member)
            return standing.leaving(member)

        await self._writer.carry_out(
            keys.list_pk(name.list_id), caller, request.mutation, plan, keys.user_pk(name.user)
        )

    async def _change(
        self,
        caller: Principal,
        mutation: Mutation,
        name: MemberName,
        decide: Callable[[MemberStanding], Plan[Member]],
    ) -> Member:
        """The member after it; as it is now where the request was carried out before."""

        async def plan() -> Plan[Member]:
            read = await self._read(caller, mutation, name)
            standing = read.standing(self._clock())
            if read.is_repeated:
                return Plan(_found(standing.member, name))
            require(standing.list, Role.OWNER)
            refuse_deleted(standing.list)
            return decide(standing)

        return await self._writer.carry_out(keys.list_pk(name.list_id), caller, mutation, plan, keys.user_pk(name.user))

    async def _read(self, caller: Principal, mutation: Mutation, name: MemberName) -> _Read:
        wanted = (
            keys.list_head(name.list_id),
            keys.member(name.list_id, caller.user),
            keys.member(name.list_id, name.user),
            keys.membership(name.user, name.list_id),
            keys.user_head(name.user),
            *request_key(caller, mutation),
        )
        return _Read(caller, mutation, name, dict(zip(wanted, await self._items(*wanted), strict=True)))

    async def _items(self, *wanted: Key) -> tuple[Item | None, ...]:
        """Of which some can be the same: the caller can be the member."""
        different = tuple(dict.fromkeys(wanted))
        found = dict(zip(different, await self._table.get(*different), strict=True))
        return tuple(found[key] for key in wanted)


def _role(given: Role | None, violations: Violations) -> Role:
    if given is None:
        violations.add("member.role", "is no role; give 1 (VIEWER), 2 (EDITOR) or 3 (OWNER)")
    return given or Role.VIEWER


def _found(member: Member | None, name: MemberName) -> Member:
    if member is None:
        raise NotFound("MEMBER_NOT_FOUND", f"{name} does not exist", {"name": str(name)})
    return member
