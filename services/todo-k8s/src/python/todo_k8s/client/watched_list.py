"""A copy of a list, kept by the changes that are told of it."""

from todo.v1.sync_service_pb2 import Change, Removal
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_pb2 import Task

from todo_k8s.client.member_roles import word_of
from todo_k8s.client.task_tree import Branch, tree_of


class WatchedList:
    def __init__(self) -> None:
        self.list = TaskList()
        self._tasks: dict[str, Task] = {}

    def branches(self) -> list[Branch]:
        """The active tasks in the order of the list, subtasks below their parents."""
        active = [task for task in self._tasks.values() if task.state == Task.STATE_ACTIVE]
        return tree_of(sorted(active, key=lambda task: (task.position.encode(), task.name)))

    def take(self, change: Change) -> str:
        """Makes the change here, too; says who made which, empty where it changed nothing that is shown."""
        done = self._take(change)
        actor = change.actor.removeprefix("users/")
        return f"{actor} {done}".strip() if done else ""

    def _take(self, change: Change) -> str:
        match change.WhichOneof("resource"):
            case "task":
                return self._take_task(change.task)
            case "task_list":
                return self._take_list(change.task_list)
            case "removal":
                return self._take_away(change.removal)
            case "member":
                return f"made {change.member.user.removeprefix('users/')} {word_of(change.member.role)}"
        # A later version may tell of more.
        return ""

    def _take_away(self, removal: Removal) -> str:
        if "/members/" in removal.name:
            return f"took the role of {removal.name.rpartition('/')[2]} away"
        task = self._tasks.pop(removal.name, None)
        return f"{'moved away' if removal.reason == Removal.REASON_MOVED else 'deleted'} {task.title}" if task else ""

    def _take_task(self, task: Task) -> str:
        before = self._tasks.get(task.name)
        self._tasks[task.name] = task
        if before is None:
            return f"{'added' if task.state == Task.STATE_ACTIVE else 'completed'} {task.title}"
        if before.state == task.state:
            return f"changed {task.title}"
        return f"{'reopened' if task.state == Task.STATE_ACTIVE else 'completed'} {task.title}"

    def _take_list(self, task_list: TaskList) -> str:
        before, self.list = self.list, task_list
        if task_list.HasField("delete_time"):
            return f"deleted the list {task_list.title}"
        if before.HasField("delete_time"):
            return f"restored the list {task_list.title}"
        return f"renamed the list to {task_list.title}" if before.title != task_list.title else ""
