"""What can be said of the configuration without AWS, beyond build-support/terraform/terraform_test.py."""

from pathlib import Path

from terraform_cli import Terraform, copy_to


def test_the_module_takes_and_refuses_the_settings_that_it_should(tmp_path: Path) -> None:
    terraform = Terraform(copy_to(tmp_path) / "services/todo-k8s/terraform/modules/todo")
    terraform.init("-backend=false")
    terraform("validate")
    assert "0 failed" in terraform("test")
