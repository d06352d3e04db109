"""What can be said of the configuration without AWS."""

from pathlib import Path

import pytest

from terraform.cli import Terraform, copy_to

ENVIRONMENTS = ("dev", "prod")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_to(tmp_path)


def test_every_file_is_formatted(folder: Path) -> None:
    """Where it is not: terraform fmt -recursive services/todo-k8s/terraform."""
    Terraform(folder)("fmt", "-check", "-diff", "-recursive")


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_each_environment_is_valid(folder: Path, environment: str) -> None:
    terraform = Terraform(folder / environment)
    terraform.init("-backend=false")
    assert "The configuration is valid" in terraform("validate")


def test_the_module_takes_and_refuses_the_settings_that_it_should(folder: Path) -> None:
    terraform = Terraform(folder / "modules/todo")
    terraform.init("-backend=false")
    terraform("validate")
    assert "0 failed" in terraform("test")
