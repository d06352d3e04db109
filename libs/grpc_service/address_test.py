import pytest

from grpc_service.address import Address, parse_address


@pytest.mark.parametrize(
    "text", ["127.0.0.1:8081", "localhost:0", "[::1]:65535", "[::]:1", "0.0.0.0:80", "my-host.local:9"]
)
def test_an_address_reads_back_as_it_was_written(text: str) -> None:
    assert str(parse_address(text)) == text


@pytest.mark.parametrize(
    "text", ["", ":8081", "8081", "127.0.0.1", "::1:8081", "127.0.0.1:", "127.0.0.1:x", "a:b:1", "[::1]"]
)
def test_what_is_no_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"for example 127\.0\.0\.1:8081"):
        parse_address(text)


def test_ports_and_brackets_are_checked() -> None:
    with pytest.raises(ValueError, match="from 0 to 65535"):
        parse_address("127.0.0.1:65536")
    with pytest.raises(ValueError, match="IPv6 address in the brackets"):
        parse_address("[127.0.0.1]:80")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.1", False),
        ("example.test", False),
        ("127.0.0.1.example.test", False),
    ],
)
def test_loopback_is_what_only_this_machine_reaches(host: str, expected: bool) -> None:
    assert Address(host, 1).is_loopback is expected


def test_an_unspecified_address_is_reached_over_loopback() -> None:
    assert Address("0.0.0.0", 8081).reachable == Address("127.0.0.1", 8081)
    assert Address("::", 8081).reachable == Address("::1", 8081)
    assert Address("10.0.0.1", 8081).reachable == Address("10.0.0.1", 8081)
