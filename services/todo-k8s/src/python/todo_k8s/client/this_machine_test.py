import pytest

from todo_k8s.client.this_machine import is_this_machine


@pytest.mark.parametrize(
    "target",
    [
        *("127.0.0.1:8081", "127.9.9.9:1", "[::1]:8081", "localhost:8081", "dns:localhost:1", "dns:///localhost:8081"),
        *("dns://8.8.8.8/127.0.0.1:1", "unix:/run/todo.sock", "ipv4:127.0.0.1:1,127.0.0.2:2", "ipv6:[::1]:1"),
    ],
)
def test_what_stays_here(target: str) -> None:
    assert is_this_machine(target)


@pytest.mark.parametrize(
    "target",
    [
        *(
            "10.0.0.1:8081",
            "todo.example.com:8081",
            "localhost.example.com:1",
            "[::]:1",
            "0.0.0.0:1",
            "[2001:db8::1]:1",
        ),
        *(
            "dns:///todo:8081",
            "dns://127.0.0.1/todo:1",
            "dns://8.8.8.8/localhost:1",
            "ipv4:127.0.0.1:1,10.0.0.1:1",
            "ipv4:10.0.0.1:1",
            "xds:///a:1",
        ),
    ],
)
def test_what_leaves_it(target: str) -> None:
    assert not is_this_machine(target)
