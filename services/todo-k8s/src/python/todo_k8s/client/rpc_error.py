"""How a failed call ends a command."""

import grpc
from google.rpc.status_pb2 import Status

from grpc_service.rpc_error import RpcProblem, problem_of, status_of
from todo_k8s.client import exit_codes
from todo_k8s.client.failure import Failure

__all__ = ["failure_of", "problem_of", "status_of"]

# Where the answer was not made by the service.
_REASONS = {"UNAVAILABLE": "NO_ANSWER", "DEADLINE_EXCEEDED": "NO_ANSWER_IN_TIME"}


def failure_of(error: grpc.RpcError, server: str, timeout: float) -> Failure:
    """The end of a command whose call failed."""
    problem = problem_of(error)
    sentence = _sentence(problem, server, timeout)
    status = status_of(error) or Status(code=error.code().value[0], message=sentence)
    exit_code = exit_codes.BY_STATUS.get(problem.code, exit_codes.SERVER)
    return Failure(sentence, exit_code, problem.reason or _REASONS.get(problem.code, problem.code), status=status)


def _sentence(problem: RpcProblem, server: str, timeout: float) -> str:
    if problem.code == "UNAVAILABLE" and not problem.reason:
        return (
            f"nothing answers at {server}; start the server with"
            " ./pants run services/todo-k8s/src/python:todo-k8s-server, or name another with --server or TODO_SERVER"
        )
    if problem.code == "DEADLINE_EXCEEDED":
        return f"no answer from {server} within {timeout:g} s; try again, or wait longer with --timeout"
    return problem.sentence
