"""What is wrong with the items of a batch, each told with its place (AIP-231 to AIP-235)."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from todo_k8s.domain import names
from todo_k8s.domain.errors import InvalidArgument, TodoError, Violation
from todo_k8s.domain.names import TaskName
from todo_k8s.domain.violations import Violations

R = TypeVar("R")
T = TypeVar("T")


class BatchViolations:
    """Collects what is wrong with a batch: with the whole of it, and with its items, in the `field` that holds them."""

    def __init__(self, field: str) -> None:
        self.whole = Violations()
        self._field = field
        self._of_items: list[Violation] = []
        self._first: int | None = None

    def checked(self, items: Sequence[R], most: int, check: Callable[[R, Violations], T]) -> list[T]:
        """What `check` makes of each; of none, where there are too many."""
        if not 1 <= len(items) <= most:
            self.whole.add(self._field, f"has {len(items):,} items; give 1 to {most}")
            return []
        return [self._item(index, item, check) for index, item in enumerate(items)]

    def add(self, index: int, field: str, description: str) -> None:
        """`field` is empty where the item is a text."""
        self._of_items.append(Violation(_path(self._field, index, field), description))
        self._first = index if self._first is None else min(self._first, index)

    def different_of(self, list_id: str, found: Sequence[TaskName], list_field: str, task_field: str) -> None:
        """Each has to be a different task of this list. The fields are those that say which list and which task."""
        first: dict[str, int] = {}
        for index, name in enumerate(found):
            if name.list_id not in ("", list_id):
                self.add(index, list_field, f"is of another list than taskLists/{list_id}; make a batch for each list")
            elif name.list_id and first.setdefault(name.task_id, index) != index:
                self.add(index, task_field, f"is the task of {self._field}[{first[name.task_id]}], too; name each once")

    def raise_if_any(self) -> None:
        """The metadata have the `index` of the first item that is wrong, if one is."""
        if found := (*self.whole.found, *self._of_items):
            raise InvalidArgument(found, metadata={} if self._first is None else {"index": str(self._first)})

    def _item(self, index: int, item: R, check: Callable[[R, Violations], T]) -> T:
        violations = Violations()
        made = check(item, violations)
        for violation in violations.found:
            self.add(index, violation.field, violation.description)
        return made


@contextmanager
def item_at(field: str, index: int) -> Iterator[None]:
    """What is refused inside says which item was."""
    try:
        yield
    except InvalidArgument as error:
        fields = [Violation(_path(field, index, each.field), each.description) for each in error.violations]
        raise InvalidArgument(fields, error.reason, {**error.metadata, "index": str(index)}) from None
    except TodoError as error:
        error.metadata["index"] = str(index)
        raise


def list_id_of_all(parent: str) -> str:
    """The id of the list that all tasks are of. Raises InvalidArgument: without it nothing else can be checked."""
    violations = Violations()
    list_id = names.list_id_of(parent, "parent", violations)
    violations.raise_if_any()
    return list_id


def _path(field: str, index: int, part: str) -> str:
    return f"{field}[{index}].{part}" if part else f"{field}[{index}]"
