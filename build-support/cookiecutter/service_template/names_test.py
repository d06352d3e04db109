from pathlib import Path

import pytest

from service_template.names import BadName, check


@pytest.fixture
def monorepo(tmp_path: Path) -> Path:
    (tmp_path / "services/todo-k8s/src/proto/todo").mkdir(parents=True)
    (tmp_path / "libs/grpc_service").mkdir(parents=True)
    (tmp_path / "3rdparty/python").mkdir(parents=True)
    (tmp_path / "3rdparty/python/python.lock").write_text("typing-extensions==4.15.0 \\\n    --hash=sha256:00\n")
    return tmp_path


@pytest.mark.parametrize("name", ["greeter", "price-list", "geo2", "a", "x" * 30])
def test_a_name_that_everything_takes(monorepo: Path, name: str) -> None:
    check(name, monorepo)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "write small letters"),
        ("Greeter", "write small letters"),
        ("price_list", "write small letters"),
        ("2geo", "beginning with a letter"),
        ("-a", "beginning with a letter"),
        ("a-", "not ending with a hyphen"),
        ("a--b", "single hyphens"),
        ("größe", "write small letters"),
        ("../a", "write small letters"),
        ("greeter\n", "write small letters"),
        ("x" * 31, "it has 31 characters; write at most 30"),
        ("todo-k8s", "services/todo-k8s is there already"),
        ("import", "a word of Python's own"),
        ("match", "a word of Python's own"),
        ("todo", "module todo is services/todo-k8s/src/proto/todo already"),
        ("grpc-service", "module grpc_service is libs/grpc_service already"),
        ("json", "module json is Python's own already"),
        ("typing-extensions", "module typing_extensions is a package's already"),
        ("google", "module google is a package's already"),
        ("pytest", "module pytest is a package's already"),
    ],
)
def test_what_cannot_be_a_name_is_refused_with_what_to_do(monorepo: Path, name: str, said: str) -> None:
    with pytest.raises(BadName, match=said):
        check(name, monorepo)
