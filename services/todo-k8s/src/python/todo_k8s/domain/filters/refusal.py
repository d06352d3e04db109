from typing import NoReturn

from todo_k8s.domain.errors import InvalidArgument, Violation


def refuse(column: int, problem: str) -> NoReturn:
    """Raises InvalidArgument `UNSUPPORTED_FILTER` for what stands at a column, which counts code points from 1."""
    raise InvalidArgument([Violation("filter", f"at column {column:,}: {problem}")], "UNSUPPORTED_FILTER")
