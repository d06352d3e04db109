"""Which of a batch's requests the service refused, and why."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import grpc
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo

from todo_k8s.client.rpc_error import problem_of, status_of

_PATH = re.compile(r"(?:requests|names)\[(\d+)\]\.?(.*)")


@dataclass(frozen=True, slots=True)
class BatchProblem:
    """`refused` has a sentence for each request of which a reason was given: for the first that is wrong, or for all
    that are wrong in themselves. `missing` are the places of names that are not there."""

    code: str
    reason: str
    refused: Mapping[int, str]
    missing: Sequence[int]


def batch_problem_of(error: grpc.RpcError) -> BatchProblem:
    problem = problem_of(error)
    info, wrong = ErrorInfo(), BadRequest()
    status = status_of(error)
    for detail in status.details if status else ():
        if not detail.Unpack(info):
            detail.Unpack(wrong)
    refused = _of_fields(wrong, problem.reason)
    if not refused and "index" in info.metadata:
        refused = {int(info.metadata["index"]): problem.sentence}
    missing = [int(index) for index in info.metadata["indexes"].split(",")] if "indexes" in info.metadata else []
    return BatchProblem(problem.code, problem.reason, refused, missing)


def _of_fields(wrong: BadRequest, reason: str) -> dict[int, str]:
    found: dict[int, list[str]] = defaultdict(list)
    for violation in wrong.field_violations:
        if match := _PATH.fullmatch(violation.field):
            found[int(match[1])].append(f"{match[2]} {violation.description}".lstrip())
    return {index: f"{'; '.join(sentences)} ({reason})" for index, sentences in found.items()}
