"""What the protobuf comments and the guide tell of errors and limits is what the code does."""

import re
from pathlib import Path

import grpc_service
import todo_k8s.domain
import todo_k8s.server
from todo_k8s.aip import limit_texts, reasons
from todo_k8s.domain import limits


def on_one_line(comment: str) -> str:
    return " ".join(comment.replace("//", " ").split())


PROTO_TEXTS = {path.name: path.read_text() for path in Path("services/todo-k8s/src/proto").rglob("*.proto")}
GUIDE = Path("docs/guide/api.md").read_text()
# What a service or one of its methods is told to do, on one line.
METHOD_COMMENTS = [
    on_one_line(comment)
    for text in PROTO_TEXTS.values()
    for comment in re.findall(r"((?:^ *//.*\n)+) *(?:rpc|service) ", text, re.M)
]
OURS = reasons.given_by(todo_k8s.domain) | reasons.given_by_problems_of(todo_k8s.server)
LIBRARY = reasons.given_by_problems_of(grpc_service)


def comments() -> str:
    """All comments of the protobuf files, each block on one line."""
    return on_one_line("\n".join(PROTO_TEXTS.values()))


def test_something_was_read() -> None:
    assert len(METHOD_COMMENTS) >= 17
    assert {"TASK_NOT_FOUND", "STORE_THROTTLED"} <= OURS
    assert "INTERNAL_ERROR" in LIBRARY


def test_every_reason_is_told_and_every_reason_that_is_told_is_given() -> None:
    values = {name for text in PROTO_TEXTS.values() for name in re.findall(r"^ +([A-Z_]+) = \d+;", text, re.M)}
    # No comment can stand at a method that there is not.
    assert reasons.told_by(comments()) - values == OURS | LIBRARY - {"METHOD_NOT_FOUND"}


def test_every_error_of_a_method_has_a_reason() -> None:
    assert [found for comment in METHOD_COMMENTS if (found := reasons.unexplained(comment))] == []


def test_the_guide_tells_the_same_reasons() -> None:
    table = GUIDE.partition("## Errors")[2].partition("\n## ")[0]
    assert reasons.told_by(table) == OURS | LIBRARY


def test_a_code_without_a_reason_is_found() -> None:
    assert reasons.unexplained("NOT_FOUND (`TASK_NOT_FOUND`); ABORTED as in `Move`; FAILED_PRECONDITION where") == [
        "FAILED_PRECONDITION"
    ]


def test_the_comments_tell_the_limits_as_they_are() -> None:
    assert [text for text in limit_texts.IN_COMMENTS if text not in comments()] == []


def test_the_guide_tells_the_limits_as_they_are() -> None:
    table = GUIDE.partition("## Limits")[2].partition("\n## ")[0]
    assert [text for text in limit_texts.IN_THE_GUIDE if f"| {text} |" not in table] == []
    assert table.count("\n| ") == len(limit_texts.IN_THE_GUIDE) + 1


def test_no_limit_is_forgotten() -> None:
    """A limit that callers can meet is told in `limit_texts`; one that they cannot stands with those that it names."""
    source = Path(limit_texts.__file__).read_text()
    known = set(re.findall(r"limits\.([A-Z_]+)", source)) | limit_texts.NEVER_MET
    assert {name for name in vars(limits) if name.isupper()} == known
