"""Shows what changes in a list for as long as somebody looks."""

import os
from collections.abc import Callable, Iterator

import grpc

from todo_k8s.client import exit_codes
from todo_k8s.client.api import Api
from todo_k8s.client.failure import Failure
from todo_k8s.client.following import Anew, Happening, Told, everything, follow
from todo_k8s.client.rpc_error import problem_of, status_of


def watched(api: Api, parent: str, title: str, sync_token: str, output: str, is_terminal: bool) -> None:
    """Ends by an exception only. Raises Failure where there was access to the list, and is none any more."""
    was_there = False

    def happenings(token: str, is_unwanted: Callable[[], bool] = lambda: False) -> Iterator[Happening]:
        nonlocal was_there
        for happening in follow(api, parent, token, is_unwanted):
            was_there = was_there or isinstance(happening, Told)
            yield happening

    def from_the_beginning() -> Iterator[Happening]:
        """What is there comes first, and whole: a stream would tell it in parts, the last of which look like news."""
        while True:
            there = everything(api, parent)
            yield there
            for happening in happenings(there.sync_token):
                yield happening
                if isinstance(happening, Anew):
                    break
            else:
                return

    try:
        # What is told since a bookmark is no whole list, which a table shows.
        if output == "table" and is_terminal and not sync_token and os.environ.get("TERM") != "dumb":
            from todo_k8s.client.watch_screen import show

            show(from_the_beginning(), title)
        else:
            from todo_k8s.client.watch_lines import nobody_reads, write

            write(happenings(sync_token, nobody_reads), output)
    except grpc.RpcError as error:
        problem = problem_of(error)
        if not was_there or problem.code not in ("PERMISSION_DENIED", "NOT_FOUND"):
            raise
        message = f"you have no access to {title} any more ({problem.reason})"
        raise Failure(message, exit_codes.DENIED, problem.reason, status=status_of(error)) from None
