"""How a failed call ends a command."""

import grpc
from google.rpc.error_details_pb2 import ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status

from grpc_service.rpc_error import RpcProblem, problem_of, status_of
from todo_k8s.client import exit_codes
from todo_k8s.client.failure import Failure
from todo_k8s.client.settings import Settings
from todo_k8s.client.this_machine import is_this_machine

__all__ = ["RpcProblem", "asked_for", "failure_of", "problem_of", "status_of"]

# Where the answer was not made by the service.
_REASONS = {"UNAVAILABLE": "NO_ANSWER", "DEADLINE_EXCEEDED": "NO_ANSWER_IN_TIME"}


# What the service says in words of its requests, where it says them.
_HERE = {
    "SUBTASKS_ACTIVE": ("set subtasks", "; todo done --with-subtasks completes them too"),
    "TASK_HAS_SUBTASKS": ("set force", "; todo rm --force deletes them too"),
    "TASK_LIST_NOT_EMPTY": ("set force", "; todo list rm --force deletes them too"),
}

_WAYS = "TODO_TOKEN, or token_file or token_command in the profile"


def failure_of(error: grpc.RpcError, settings: Settings, token_source: str = "") -> Failure:
    """The end of a command whose call failed; `token_source` says where its token came from, if it had one."""
    problem = problem_of(error)
    sentence = _sentence(problem, settings) or _of_token(problem, token_source) or problem.sentence
    answered = status_of(error)
    there, here = _HERE.get(problem.reason, ("", ""))
    sentence += (here if there in sentence else "") + _moved(answered)
    status = answered or Status(code=error.code().value[0], message=sentence)
    exit_code = exit_codes.BY_STATUS.get(problem.code, exit_codes.SERVER)
    return Failure(sentence, exit_code, problem.reason or _REASONS.get(problem.code, problem.code), status=status)


def asked_for(error: grpc.RpcError) -> float:
    """The seconds that the server asks to wait before the call is repeated; 0 where it does not say."""
    status, info = status_of(error), RetryInfo()
    is_said = any(detail.Unpack(info) for detail in (status.details if status else ()))
    return info.retry_delay.ToTimedelta().total_seconds() if is_said else 0.0


def _sentence(problem: RpcProblem, settings: Settings) -> str:
    """Of a call that the service has not answered; empty for others."""
    server = settings.server
    if problem.code == "UNAVAILABLE" and not problem.reason:
        if settings.tls and (trouble := _of_tls(problem.sentence, server)):
            return trouble
        is_elsewhere = not (settings.tls or is_this_machine(server))
        hint = "; where it asks for TLS, set TODO_TLS=true or tls = true in the profile" if is_elsewhere else ""
        return (
            f"nothing answers at {server}; start the server with ./pants run"
            f" services/todo-k8s/src/python:todo-k8s-server, or name another with --server or TODO_SERVER{hint}"
        )
    if problem.code == "DEADLINE_EXCEEDED":
        return f"no answer from {server} within {settings.timeout:g} s; try again, or wait longer with --timeout"
    return ""


def _moved(status: Status | None) -> str:
    """Where a task is that moved to another list on which the caller has a role; empty for others."""
    info = ErrorInfo()
    found = any(detail.Unpack(info) for detail in (status.details if status else ()))
    return f"; it moved, and is {info.metadata['moved_to']} now" if found and "moved_to" in info.metadata else ""


def _of_tls(text: str, server: str) -> str:
    """What BoringSSL says, in words that say what to do."""
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return (
            f"the certificate of {server} is of no authority that is trusted, or is over. To fix, name the file with"
            " its authority's certificate: TODO_CA_FILE, or ca_file in the profile"
        )
    if "Hostname Verification" in text or "Peer name" in text:
        return f"the certificate is for another name than that in {server}; use the name that it is for"
    if "WRONG_VERSION_NUMBER" in text:
        return f"{server} does not speak TLS. Where that is right, set TODO_TLS=false or leave tls out of the profile"
    return ""


def _of_token(problem: RpcProblem, source: str) -> str:
    """Of a caller that the service does not know; empty for others."""
    match problem.reason:
        case "TOKEN_MISSING":
            return f"the server asks who you are. To fix, give a token: {_WAYS} ({problem.reason})"
        case "TOKEN_EXPIRED":
            return f"the token has expired. To fix, get a new one for {source} ({problem.reason})"
        case "TOKEN_INVALID":
            return f"the server does not take the token of {source}: {problem.sentence}. todo auth shows what it says"
    return ""
