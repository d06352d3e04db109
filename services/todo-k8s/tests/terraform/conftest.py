"""AWS as moto has it, and `dev` as Terraform makes it there."""

import json
from collections.abc import Iterator

import pytest

from terraform.aws import ACCOUNT, running
from terraform.site import STATES, Site
from terraform_cli import Terraform, copy_to


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    copy = copy_to(folder) / "services/todo-k8s/terraform"
    with running(folder) as aws:
        aws.client("s3").create_bucket(Bucket=STATES)
        yield Site(copy, aws)


@pytest.fixture(scope="module")
def dev(site: Site) -> Terraform:
    terraform = site.root("dev", json.dumps({"kube2iam": {"node_role_arn": f"arn:aws:iam::{ACCOUNT}:role/nodes"}}))
    terraform("apply", "-auto-approve")
    return terraform
