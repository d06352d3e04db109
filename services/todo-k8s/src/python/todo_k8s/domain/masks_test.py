import pytest

from todo_k8s.domain.errors import InvalidArgument
from todo_k8s.domain.masks import fields_of
from todo_k8s.domain.violations import Violations

CHANGEABLE = ("title", "notes", "due")


@pytest.mark.parametrize(
    ("mask", "given", "fields"),
    [
        ([], ["title"], {"title"}),
        ([], ["title", "due"], {"title", "due"}),
        (["notes"], ["title"], {"notes"}),
        (["due", "title", "due"], [], {"title", "due"}),
        (["*"], [], {"title", "notes", "due"}),
        (["*", "*"], ["title"], {"title", "notes", "due"}),
    ],
)
def test_a_mask_names_fields(mask: list[str], given: list[str], fields: set[str]) -> None:
    violations = Violations()
    assert fields_of(mask, CHANGEABLE, given, violations) == fields
    violations.raise_if_any()


@pytest.mark.parametrize(
    ("mask", "problems"),
    [
        ([], ["is empty, and no field is set; name what to change: title, notes, due, or *"]),
        (["*", "title"], ["has '*' beside other paths; give '*' alone, or the paths without it"]),
        (["state"], ["has 'state', which cannot be changed; give some of title, notes, due, or * for all of them"]),
        (["due.date"], ["has 'due.date', which is a part of a field; give the whole of it: due"]),
        (
            ["title", "", "due.*"],
            [
                "has '', which cannot be changed; give some of title, notes, due, or * for all of them",
                "has 'due.*', which is a part of a field; give the whole of it: due",
            ],
        ),
    ],
)
def test_other_masks_are_refused_with_all_that_is_wrong(mask: list[str], problems: list[str]) -> None:
    violations = Violations()
    fields_of(mask, CHANGEABLE, [], violations)
    with pytest.raises(InvalidArgument) as caught:
        violations.raise_if_any()
    assert [(v.field, v.description) for v in caught.value.violations] == [("update_mask", p) for p in problems]
