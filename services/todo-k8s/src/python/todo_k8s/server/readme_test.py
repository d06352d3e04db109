from pathlib import Path

from grpc_service.settings import markdown_table
from todo_k8s.server.settings import SETTINGS

README = Path("services/todo-k8s/README.md")


def test_the_readme_shows_the_settings_as_they_are() -> None:
    # It stands above this file in the repository, and above a test's working folder too.
    readme = next(parent / README for parent in Path(__file__).parents if (parent / README).exists())
    # To mend it: ./pants run services/todo-k8s/src/python:todo-k8s-server -- settings
    assert markdown_table(SETTINGS) in readme.read_text(encoding="utf-8")
