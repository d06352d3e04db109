from todo_k8s.domain.model import RequestRecord, UserHead
from todo_k8s.storage import user_codec


def test_a_user_and_a_request_come_back() -> None:
    user = UserHead("ann", 3, 2, "a1")
    assert user_codec.user_of("ann", user_codec.user_item(user)) == user
    assert user_codec.user_of("ann", None) == UserHead("ann", 0, 0, None)
    for names in ("taskLists/l",), ("taskLists/l/tasks/1", "taskLists/l/tasks/2"):
        record = RequestRecord("f", names)
        assert user_codec.request_of(user_codec.request_item("ann", "r", record, 1)) == record
