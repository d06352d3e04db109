"""Collects what is wrong with a request, so that a caller hears of all of it at once."""

import re
from collections.abc import Mapping, Sequence

from todo_k8s.domain import limits
from todo_k8s.domain.errors import InvalidArgument, Violation
from todo_k8s.domain.users import USER_FORM, is_user_name

# C0, DEL and C1 controls, and the two separators that break a line without being controls.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Spaces, Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt), and Braille's blank. Beside others they
# have a use, such as joining emoji, or giving one its colours.
_UNSEEN = re.compile(
    "[\\s\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]*"
)
_CONTROL_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LABEL = re.compile("[^\\s\x00-\x1f\x7f-\x9f]+")
_ANNOTATION_KEY = re.compile(r"[A-Za-z][A-Za-z0-9._/-]*")
_UUID4 = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class Violations:
    def __init__(self) -> None:
        self._found: list[Violation] = []

    def add(self, field: str, description: str) -> None:
        self._found.append(Violation(field, description))

    @property
    def found(self) -> Sequence[Violation]:
        return tuple(self._found)

    def raise_if_any(self) -> None:
        if self._found:
            raise InvalidArgument(self._found)

    def title(self, field: str, value: str, code_points: int) -> None:
        if _UNSEEN.fullmatch(value):
            self.add(field, "is blank; give at least one visible character")
        elif len(value) > code_points:
            self.add(field, f"has {len(value):,} code points; shorten it to {code_points:,}")
        if _CONTROL.search(value):
            self.add(field, "has a control character or a line end; keep it to one plain line")

    def notes(self, field: str, value: str) -> None:
        if len(value) > limits.NOTES_CODE_POINTS:
            self.add(field, f"has {len(value):,} code points; shorten it to {limits.NOTES_CODE_POINTS:,}")
        if _CONTROL_IN_TEXT.search(value):
            self.add(field, "has a control character other than a line end or a tab; remove it")

    def priority(self, field: str, value: int) -> None:
        if not 0 <= value <= limits.PRIORITY:
            self.add(field, f"is {value}; give 1 (most urgent) to {limits.PRIORITY}, or 0 for none")

    def labels(self, field: str, values: Sequence[str]) -> None:
        if len(values) > limits.LABELS:
            self.add(field, f"has {len(values)} labels; keep {limits.LABELS} at most")
        if len(set(values)) < len(values):
            self.add(field, "has a label twice; give each once")
        for place, label in enumerate(values):
            if not _LABEL.fullmatch(label) or len(label) > limits.LABEL_CODE_POINTS:
                self.add(f"{field}[{place}]", f"must be 1 to {limits.LABEL_CODE_POINTS} code points without spaces")

    def assignees(self, field: str, values: Sequence[str]) -> None:
        if len(values) > limits.ASSIGNEES:
            self.add(field, f"has {len(values)} users; keep {limits.ASSIGNEES} at most")
        if len(set(values)) < len(values):
            self.add(field, "has a user twice; give each once")
        for place, user in enumerate(values):
            if not is_user_name(user):
                self.add(f"{field}[{place}]", f"is {user[:80]!r}; give {USER_FORM}")

    def annotations(self, field: str, pairs: Mapping[str, str]) -> None:
        if len(pairs) > limits.ANNOTATIONS:
            self.add(field, f"has {len(pairs)} pairs; keep {limits.ANNOTATIONS} at most")
        for key, value in pairs.items():
            if not _ANNOTATION_KEY.fullmatch(key) or len(key) > limits.ANNOTATION_KEY_CHARACTERS:
                self.add(
                    field,
                    f"key {key[:80]!r} must be a letter, then letters, digits, '.', '_', '-' or '/',"
                    f" {limits.ANNOTATION_KEY_CHARACTERS} characters at most",
                )
            elif len(value) > limits.ANNOTATION_VALUE_CODE_POINTS or _CONTROL.search(value):
                self.add(
                    f"{field}[{key}]",
                    f"must have at most {limits.ANNOTATION_VALUE_CODE_POINTS:,} code points and no control characters",
                )

    def request_id(self, value: str) -> None:
        if value and not _UUID4.fullmatch(value.lower()):
            self.add("request_id", f"is {value[:80]!r}; give a random UUID (version 4), or leave it empty")

    def page_size(self, value: int) -> None:
        if value < 0:
            self.add("page_size", f"is {value}; give 0 for the default, or up to {limits.PAGE_SIZE_MAX}")
