from pathlib import Path

from grpc_service.settings import markdown_table
from todo_k8s.server.settings import SETTINGS

README = Path("services/todo-k8s/README.md")


def test_the_readme_shows_the_settings_as_they_are() -> None:
    # It stands above this file in the repository, and above a test's working folder too.
    readme = next(parent / README for parent in Path(__file__).parents if (parent / README).exists())
    table = markdown_table(SETTINGS)
    assert table in readme.read_text(encoding="utf-8"), (
        f"put what `python -m todo_k8s.server.settings` prints in:\n{table}"
    )
