"""What can be said of every service's Terraform without AWS."""

from pathlib import Path

import pytest

from terraform_cli import Terraform, copy_to, root_modules

_SHARED = ("image_repository", "pod_role")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return copy_to(tmp_path)


def test_every_file_is_formatted(copy: Path) -> None:
    """Where it is not: terraform fmt -recursive services build-support docker."""
    Terraform(copy)("fmt", "-check", "-diff", "-recursive")


def test_there_are_root_modules() -> None:
    assert Path("services/todo-k8s/terraform/prod") in root_modules()


@pytest.mark.parametrize("root", root_modules(), ids=str)
def test_each_root_module_is_valid(copy: Path, root: Path) -> None:
    terraform = Terraform(copy / root)
    terraform.init("-backend=false")
    assert "The configuration is valid" in terraform("validate")


@pytest.mark.parametrize("module", _SHARED)
def test_a_shared_module_takes_and_refuses_the_settings_that_it_should(copy: Path, module: str) -> None:
    terraform = Terraform(copy / "build-support/terraform" / module)
    terraform.init("-backend=false")
    assert "0 failed" in terraform("test")
