"""The part of a todo.txt line that follows its dates: a title, and the words at its end that are data."""

from dataclasses import dataclass, field

from todo_k8s.client.due import Due
from todo_k8s.client.todotxt.words import MAX_LABELS, MAX_PAIRS, due_of, is_label, labels_of, pair_of


@dataclass(frozen=True, slots=True)
class Body:
    title: str
    labels: tuple[str, ...]
    due: Due | None
    pairs: tuple[tuple[str, str], ...]


def parse_body(text: str) -> Body:
    """Takes labels, `due:` and other pairs off the end for as long as each can be kept apart, and leaves one word.

    What cannot be kept apart (a key or label that is there twice, a 21st label) ends it and stays in the title with
    everything before it, so nothing of the line is lost. Labels inside the title count as labels too. `text` has no
    blanks at its ends. Raises LineError for a due date that is not in the calendar.
    """
    labels = labels_of(text)
    end = _End(labels_fit=len(labels) <= MAX_LABELS)
    title = text
    while " " in title:
        before, _, word = title.rpartition(" ")
        before = before.rstrip(" ")
        if not end.take(word, before):
            break
        title = before
    return Body(title, labels[:MAX_LABELS], end.due, tuple(sorted(end.pairs.items())))


@dataclass
class _End:
    labels_fit: bool
    due: Due | None = None
    pairs: dict[str, str] = field(default_factory=dict)

    def take(self, word: str, before: str) -> bool:
        """Whether `word` could be taken off; `before` is what would be left."""
        if is_label(word):
            # One that also stands further left would otherwise be written once where the line has it twice.
            return self.labels_fit and word not in before.split(" ")
        pair = pair_of(word)
        return pair is not None and self._take_pair(*pair)

    def _take_pair(self, key: str, value: str) -> bool:
        due = due_of(value) if key == "due" else None
        if due is not None:
            taken = self.due is None
            self.due = self.due or due
            return taken
        if key in self.pairs or len(self.pairs) >= MAX_PAIRS:
            return False
        self.pairs[key] = value
        return True
