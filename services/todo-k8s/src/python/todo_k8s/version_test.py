from grpc_service.version import UNKNOWN
from todo_k8s.version import VERSION


def test_no_test_depends_on_the_commit() -> None:
    assert VERSION == UNKNOWN
