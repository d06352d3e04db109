"""The texts of a task that a search looks through."""

from todo_k8s.domain.model import Task, TaskContent

_BETWEEN = "\udfff"
"""No text has it: it has no form in UTF-8."""


class Shown:
    """What a view shows of the task that was asked for last, without its case: each word of a filter looks through the
    same texts, and 50 words spent most of their time on making these anew."""

    def __init__(self) -> None:
        self._content: TaskContent | None = None
        self._texts = ""

    def texts(self, task: Task) -> str:
        """Title, labels and notes, kept apart from each other."""
        content = task.content
        if content is not self._content:
            self._content = content
            self._texts = _BETWEEN.join((content.title, *content.labels, content.notes)).casefold()
        return self._texts
