"""The texts of a task that a search looks through."""

from todo_k8s.domain.model import Task, TaskContent

_BETWEEN = "\udfff"
"""No text has it: it has no form in UTF-8."""


class Shown:
    """What a view shows of the task that was asked for last, without its case: each term of a filter looks through the
    same texts, and 50 of them spent most of their time on making these anew."""

    def __init__(self) -> None:
        self._content: TaskContent | None = None
        self._title: str | None = None
        self._texts: str | None = None

    def title(self, task: Task) -> str:
        self._begin(task)
        if self._title is None:
            self._title = task.content.title.casefold()
        return self._title

    def texts(self, task: Task) -> str:
        """Title, labels and notes, kept apart from each other."""
        self._begin(task)
        if self._texts is None:
            content = task.content
            self._texts = _BETWEEN.join((content.title, *content.labels, content.notes)).casefold()
        return self._texts

    def _begin(self, task: Task) -> None:
        if task.content is not self._content:
            self._content, self._title, self._texts = task.content, None, None
