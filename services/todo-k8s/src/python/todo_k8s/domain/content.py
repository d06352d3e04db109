"""What a caller wants a task to be, checked."""

from todo_k8s.domain import limits
from todo_k8s.domain.due import due_of
from todo_k8s.domain.model import TaskContent
from todo_k8s.domain.requests import TaskInput
from todo_k8s.domain.violations import Violations


def content_of(given: TaskInput | None, violations: Violations) -> TaskContent:
    """The task's content; violations are added for each field that cannot be accepted."""
    if given is None:
        violations.add("task", "is missing; give the task to create")
        return TaskContent("")
    violations.title("task.title", given.title, limits.TASK_TITLE_CODE_POINTS)
    violations.notes("task.notes", given.notes)
    violations.priority("task.priority", given.priority)
    violations.labels("task.labels", given.labels)
    violations.annotations("task.annotations", given.annotations)
    return TaskContent(
        title=given.title,
        notes=given.notes,
        priority=given.priority,
        labels=tuple(given.labels),
        due=due_of(given.due, "task.due", violations),
        annotations=dict(given.annotations),
    )
