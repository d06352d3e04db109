"""Changes as lines of JSON, for programs."""

import select
import sys
from collections.abc import Iterable

from google.protobuf.json_format import MessageToDict

from todo_k8s.client.following import Anew, Happening, Lost, Told
from todo_k8s.client.output import json_line
from todo_k8s.client.terminal import note


def write(happenings: Iterable[Happening], output: str) -> None:
    """A line for each change and one for each bookmark behind them, at once; one that says `anew` where all that is
    there follows, and what was told before is to be forgotten. Raises BrokenPipeError when they end,
    which they do where nobody reads any more."""
    for happening in happenings:
        if isinstance(happening, Told):
            for change in happening.changes:
                sys.stdout.write(f"{json_line({'change': MessageToDict(change)})}\n")
            sys.stdout.write(f"{json_line({'bookmark': {'syncToken': happening.sync_token}})}\n")
            sys.stdout.flush()
        elif isinstance(happening, Anew):
            sys.stdout.write(f"{json_line({'anew': {'reason': happening.reason}})}\n")
            sys.stdout.flush()
        elif isinstance(happening, Lost):
            note(output, f"no connection, again in {happening.seconds:.0f} s: {happening.why}")
    raise BrokenPipeError


def nobody_reads() -> bool:
    """Whether the reader of a pipe went away. Writing would tell as well, but there may be nothing to write."""
    poll = select.poll()
    poll.register(sys.stdout.fileno(), 0)
    return any(events & (select.POLLERR | select.POLLNVAL) for _, events in poll.poll(0))
