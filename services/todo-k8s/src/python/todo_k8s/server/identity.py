"""Who calls: the one place that decides it."""

from grpc_service.requests import Context
from todo_k8s.domain.model import Principal

LOCAL = Principal("local")


def caller(_context: Context) -> Principal:
    """There is no identity provider yet: whoever reaches the server is its one user. This is why it listens on loopback
    only, unless its operator says otherwise."""
    return LOCAL
