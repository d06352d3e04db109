"""The service's root modules, and the AWS that they are applied to."""

from dataclasses import dataclass
from pathlib import Path

from terraform.aws import ACCOUNT, Aws
from terraform_cli import Terraform

STATES = "states"
"""The bucket of the states."""


@dataclass(frozen=True)
class Site:
    """`folder` is a copy of the service's Terraform."""

    folder: Path
    aws: Aws

    def root(self, environment: str, pod_identity: str) -> Terraform:
        """The environment's root module, after `terraform init`."""
        variables = {"TF_VAR_account_id": ACCOUNT, "TF_VAR_pod_identity": pod_identity}
        terraform = Terraform(self.folder / environment, self.aws.environment("terraform") | variables)
        terraform.init(f"-backend-config=bucket={STATES}", "-backend-config=use_path_style=true")
        return terraform
