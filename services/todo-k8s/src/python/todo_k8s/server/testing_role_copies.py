"""Who has which role, as it is kept by what pulls tell: on a list, or on all lists of a user."""

from dataclasses import dataclass, field

from todo.v1.member_pb2 import Member
from todo.v1.sync_service_pb2 import PullChangesRequest

from todo_k8s.server.testing import Client

MINE = "users/me"


@dataclass
class RoleCopy:
    """`roles` is by the names of members."""

    client: Client
    parent: str
    token: str = ""
    roles: dict[str, Member.Role] = field(default_factory=dict)

    async def pull(self) -> dict[str, Member.Role]:
        """To the end."""
        while True:
            request = PullChangesRequest(parent=self.parent, page_size=2, sync_token=self.token)
            page = await self.client.sync.PullChanges(request)
            for change in page.changes:
                if change.HasField("member"):
                    self.roles[change.member.name] = change.member.role
                elif change.HasField("removal"):
                    self.roles.pop(change.removal.name, None)
            self.token = page.next_sync_token
            if not page.has_more:
                return self.roles
