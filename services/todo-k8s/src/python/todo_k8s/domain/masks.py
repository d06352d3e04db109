"""Field masks of updates (AIP-134, AIP-161): whole fields by name, or `*` for all that can be changed."""

from collections.abc import Collection, Sequence

from todo_k8s.domain.violations import Violations

_FIELD = "update_mask"


def fields_of(
    mask: Sequence[str], changeable: Sequence[str], given: Collection[str], violations: Violations
) -> frozenset[str]:
    """The fields to change. Without a mask they are those that are `given` a value, so that nothing is cleared; with
    one, a field without a value is cleared. Violations are added for paths that cannot be changed."""
    if not mask:
        if not given:
            violations.add(_FIELD, f"is empty, and no field is set; name what to change: {', '.join(changeable)}, or *")
        return frozenset(given)
    if "*" in mask:
        if len(set(mask)) > 1:
            violations.add(_FIELD, "has '*' beside other paths; give '*' alone, or the paths without it")
        return frozenset(changeable)
    for path in mask:
        if path not in changeable:
            violations.add(_FIELD, f"has {path[:80]!r}, which {_problem(path, changeable)}")
    return frozenset(mask)


def _problem(path: str, changeable: Sequence[str]) -> str:
    whole = path.partition(".")[0]
    if whole in changeable:
        return f"is a part of a field; give the whole of it: {whole}"
    return f"cannot be changed; give some of {', '.join(changeable)}, or * for all of them"
