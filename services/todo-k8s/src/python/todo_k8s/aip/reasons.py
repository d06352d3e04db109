"""The reasons that errors have: those that the code gives, and those that the protobuf comments tell."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

_REASON = re.compile("[A-Z]+(?:_[A-Z]+)+")
_CODES = (
    "INVALID_ARGUMENT|PERMISSION_DENIED|NOT_FOUND|ALREADY_EXISTS|FAILED_PRECONDITION|ABORTED|RESOURCE_EXHAUSTED"
    "|UNAVAILABLE|DEADLINE_EXCEEDED|UNIMPLEMENTED|INTERNAL"
)
# A code that no reason in parentheses follows, nor the name of a method where it is told.
_UNEXPLAINED = re.compile(rf"(?<!`)\b({_CODES})\b(?! \(`[A-Z_]+`| as in `)")


def given_by(package: ModuleType) -> set[str]:
    """The texts in the package's code that are written as reasons; nothing else in the domain is."""
    return {text for tree in _trees(package) for text in _texts(ast.walk(tree)) if _REASON.fullmatch(text)}


def given_by_problems_of(package: ModuleType) -> set[str]:
    """The reasons of the statuses that the package makes itself, each a `Problem`. An empty one is no reason: so a
    client reads a failure that carries none."""
    calls = (node for tree in _trees(package) for node in ast.walk(tree) if isinstance(node, ast.Call))
    problems = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Problem")
    return {text for call in problems for text in _texts(call.args[1:2]) if text}


def told_by(comments: str) -> set[str]:
    """What stands between backticks and is written as a reason."""
    return {text for text in re.findall("`([A-Z_]+)`", comments) if _REASON.fullmatch(text)}


def unexplained(comments: str) -> list[str]:
    """The status codes for which no reason is told."""
    return _UNEXPLAINED.findall(comments)


def _trees(package: ModuleType) -> Iterator[ast.Module]:
    (folder,) = package.__path__
    for file in sorted(Path(folder).rglob("*.py")):
        if not file.name.endswith("_test.py"):
            yield ast.parse(file.read_text(encoding="utf-8"))


def _texts(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
