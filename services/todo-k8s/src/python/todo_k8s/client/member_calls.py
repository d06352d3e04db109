"""The calls of MemberService."""

from collections.abc import Iterator
from uuid import uuid4

from google.protobuf.empty_pb2 import Empty
from google.protobuf.field_mask_pb2 import FieldMask
from todo.v1.member_pb2 import Member
from todo.v1.member_service_pb2 import (
    CreateMemberRequest,
    DeleteMemberRequest,
    GetMemberRequest,
    ListMembersRequest,
    ListMembersResponse,
    UpdateMemberRequest,
)

from todo_k8s.client.calls import Calls


class MemberCalls(Calls):
    """A mutation carries a request id of its own, so that a repeated call is a replay (AIP-155)."""

    def get_member(self, name: str) -> Member:
        """`…/members/me` is the caller."""
        return self._call("MemberService/GetMember", GetMemberRequest(name=name), Member)

    def members(self, parent: str) -> Iterator[Member]:
        request = ListMembersRequest(parent=parent)
        for page in self._pages("MemberService/ListMembers", request, ListMembersResponse):
            yield from page.members

    def create_member(self, parent: str, member_id: str, role: Member.Role) -> Member:
        member = Member(role=role)
        request = CreateMemberRequest(parent=parent, member=member, member_id=member_id, request_id=str(uuid4()))
        return self._call("MemberService/CreateMember", request, Member)

    def update_member(self, name: str, role: Member.Role, etag: str) -> Member:
        member, mask = Member(name=name, role=role, etag=etag), FieldMask(paths=["role"])
        request = UpdateMemberRequest(member=member, update_mask=mask, request_id=str(uuid4()))
        return self._call("MemberService/UpdateMember", request, Member)

    def delete_member(self, name: str) -> None:
        request = DeleteMemberRequest(name=name, request_id=str(uuid4()))
        self._call("MemberService/DeleteMember", request, Empty)
