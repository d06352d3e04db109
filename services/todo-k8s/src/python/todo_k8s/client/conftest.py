from collections.abc import Iterator
from pathlib import Path

import pytest

from todo_k8s.client.testing import Todo, serving


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a server for all tests of a file."""
    with serving(tmp_path_factory.mktemp("server")) as where:
        yield where


@pytest.fixture
def todo(address: str, tmp_path: Path) -> Todo:
    """With a list of the test's own."""
    return Todo({"TODO_SERVER": address, "TODO_LIST": tmp_path.name, "HOME": str(tmp_path)})
