"""With what the command ends. Scripts rely on these numbers: they never change their meaning."""

OK = 0
PARTIAL = 1
USAGE = 2
NOT_FOUND = 3
CONFLICT = 4
REFUSED = 5
DENIED = 6
FULL = 7
UNAVAILABLE = 8
DEADLINE = 9
SERVER = 10
INTERRUPTED = 130
BROKEN_PIPE = 141

MEANINGS = {
    OK: "done, or it was so already",
    PARTIAL: "part of it failed: lines of an import were refused",
    USAGE: "the command line, or a file it names, is wrong",
    NOT_FOUND: "no such task or list",
    CONFLICT: "it exists already, is ambiguous, or has changed meanwhile",
    REFUSED: "the server finds the request wrong",
    DENIED: "you may not do this",
    FULL: "a limit of the service is reached",
    UNAVAILABLE: "nothing answers, or the service cannot now: try again",
    DEADLINE: "no answer within --timeout",
    SERVER: "the server failed",
    INTERRUPTED: "interrupted (Ctrl-C), or you said no",
    BROKEN_PIPE: "the reader of the output went away",
}

BY_STATUS = {
    "NOT_FOUND": NOT_FOUND,
    "ALREADY_EXISTS": CONFLICT,
    "ABORTED": CONFLICT,
    "FAILED_PRECONDITION": CONFLICT,
    "INVALID_ARGUMENT": REFUSED,
    "OUT_OF_RANGE": REFUSED,
    "PERMISSION_DENIED": DENIED,
    "UNAUTHENTICATED": DENIED,
    "RESOURCE_EXHAUSTED": FULL,
    "UNAVAILABLE": UNAVAILABLE,
    "DEADLINE_EXCEEDED": DEADLINE,
}
"""By the name of the gRPC status; every other status is `SERVER`."""
