from pathlib import Path

from grpc_service.settings import markdown_table
from {{cookiecutter.module}}.server.settings import SETTINGS


def test_the_readme_shows_the_settings_as_they_are() -> None:
    """Where it does not: ./pants run services/{{cookiecutter.name}}/src/python:{{cookiecutter.name}}-server -- settings."""
    assert markdown_table(SETTINGS) in Path("services/{{cookiecutter.name}}/README.md").read_text(encoding="utf-8")
