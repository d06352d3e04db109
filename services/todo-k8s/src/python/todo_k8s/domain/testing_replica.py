"""A client's copy of a list, made of nothing but what it was told."""

from copy import copy
from dataclasses import dataclass, field

from todo_k8s.domain.model import Member, Task, TaskList
from todo_k8s.domain.requests import ListMembers
from todo_k8s.domain.testing import ANN, Service, page
from todo_k8s.domain.testing_stored import resource_of
from todo_k8s.domain.told import Removal

EVERYTHING = "state = ACTIVE OR state = COMPLETED"


@dataclass
class Replica:
    """`versions` are those of everything that it heard of, which only grow."""

    name: str
    token: str = ""
    list: TaskList | None = None
    tasks: dict[str, Task] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    def copy(self) -> "Replica":
        other = copy(self)
        other.tasks, other.members, other.versions = dict(self.tasks), dict(self.members), dict(self.versions)
        return other

    async def pull(self, todo: Service, size: int) -> bool:
        """Reads a page; tells whether there is more."""
        parent = await todo.lists.get(ANN, self.name)
        pulled = await todo.pull(parent, self.token, size)
        assert len(pulled.changes) <= size
        self.token = pulled.next_token
        last = 0
        for told in pulled.changes:
            assert told.actor == ANN.user and told.request_id
            match resource_of(told):
                case Removal(name):
                    self.tasks.pop(name, None)
                    self.members.pop(name, None)
                case TaskList() as changed:
                    self.list, last = changed, self._newer(changed.name, changed.revision, last)
                case Task() as task:
                    self.tasks[task.name], last = task, self._newer(task.name, task.version, last)
                case Member() as member:
                    self.members[member.name], last = member, self._newer(member.name, member.version, last)
        return pulled.more

    def _newer(self, name: str, version: int, last: int) -> int:
        """Each change is told once, and a page in its order."""
        assert version > self.versions.get(name, 0), f"{name} is told again"
        assert version >= last, f"{name} is out of order"
        self.versions[name] = version
        return version

    async def equals(self, todo: Service) -> None:
        """Fails where it is not what is there."""
        parent = await todo.lists.get(ANN, self.name)
        assert self.tasks == {task.name: task for task in await todo.listed(parent, EVERYTHING)}
        members = await todo.members.list(ANN, ListMembers(self.name, page(100)))
        assert self.members == {member.name: member for member in members.items}
        assert self.list and own(self.list) == own(parent)


def own(found: TaskList) -> tuple[object, ...]:
    """What no task changes."""
    return found.name, found.title, found.revision, found.update_time, found.delete_time
