"""The servicer of `todo.v1.MemberService`."""

from google.protobuf.empty_pb2 import Empty
from todo.v1.member_pb2 import Member
from todo.v1.member_service_pb2 import (
    CreateMemberRequest,
    DeleteMemberRequest,
    GetMemberRequest,
    ListMembersRequest,
    ListMembersResponse,
    UpdateMemberRequest,
)

from grpc_service.requests import Context
from todo_k8s.domain.members import Members
from todo_k8s.domain.requests import CreateMember, DeleteMember, ListMembers, UpdateMember
from todo_k8s.server import translate, translate_members
from todo_k8s.server.identity import caller


class MemberServicer:
    def __init__(self, members: Members) -> None:
        self._members = members

    async def GetMember(self, request: GetMemberRequest, context: Context) -> Member:
        return translate_members.member(await self._members.get(caller(context), request.name))

    async def ListMembers(self, request: ListMembersRequest, context: Context) -> ListMembersResponse:
        wanted = ListMembers(request.parent, translate.page_request("ListMembers", request))
        found = await self._members.list(caller(context), wanted)
        members = map(translate_members.member, found.items)
        return ListMembersResponse(members=members, next_page_token=found.next_token)

    async def CreateMember(self, request: CreateMemberRequest, context: Context) -> Member:
        wanted = CreateMember(
            parent=request.parent,
            member_id=request.member_id,
            has_member=request.HasField("member"),
            role=translate_members.role(request.member.role),
            mutation=translate.mutation("CreateMember", request),
        )
        return translate_members.member(await self._members.create(caller(context), wanted))

    async def UpdateMember(self, request: UpdateMemberRequest, context: Context) -> Member:
        wanted = UpdateMember(
            name=request.member.name,
            role=translate_members.role(request.member.role),
            etag=request.member.etag,
            mask=tuple(request.update_mask.paths),
            mutation=translate.mutation("UpdateMember", request),
        )
        return translate_members.member(await self._members.update(caller(context), wanted))

    async def DeleteMember(self, request: DeleteMemberRequest, context: Context) -> Empty:
        wanted = DeleteMember(request.name, request.etag, translate.mutation("DeleteMember", request))
        await self._members.delete(caller(context), wanted)
        return Empty()
