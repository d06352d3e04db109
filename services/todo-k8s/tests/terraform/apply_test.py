"""What an apply makes, and that the service can live on it with the rights that it gives."""

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from k8s_manifests.evaluation import evaluate
from terraform import contract_table
from terraform.aws import ACCOUNT, REGION, Aws
from terraform.permissions import given, needed
from terraform.site import STATES, Site
from terraform_cli import Terraform
from todo_k8s.storage import dynamodb
from todo_k8s.storage.dynamodb import DynamoDbTable

TABLE = "todo-k8s-dev"
STORAGE = Path(dynamodb.__file__).parent
REGISTRY = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
OIDC_PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.{REGION}.amazonaws.com/id/EXAMPLE"


def outputs(terraform: Terraform) -> dict[str, Any]:
    return {name: output["value"] for name, output in json.loads(terraform("output", "-json")).items()}


def deploy_settings(environment: str, *names: str) -> dict[str, Any]:
    shared = f"(import 'shared/{environment}.libsonnet')"
    source = f"local s = {shared}; {{ [name]: s[name] for name in {json.dumps(names)} }}"
    found: dict[str, Any] = json.loads(evaluate(Path(), Path("services/todo-k8s/deploy/test.jsonnet"), source, {}))
    return found


def test_a_second_plan_finds_nothing_to_change(dev: Terraform) -> None:
    assert "No changes" in dev("plan", "-detailed-exitcode")


def test_the_names_are_those_that_deploy_is_given(dev: Terraform) -> None:
    wanted = deploy_settings("dev", "store", "iamMethod", "iamRole", "ecrRepoBase", "serviceName")
    assert outputs(dev) == {
        "store": wanted["store"],
        "iam_method": wanted["iamMethod"],
        "iam_role": wanted["iamRole"],
        "image_repository_url": f"{REGISTRY}/{wanted['ecrRepoBase']}/{wanted['serviceName']}",
    }


async def test_the_table_is_the_one_that_the_models_make(
    dev: Terraform, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in site.aws.environment("maker").items():
        monkeypatch.setenv(name, value)
    for name in (TABLE, "made-by-the-models"):
        table = DynamoDbTable(name)
        if name != TABLE:
            await table.create()
        assert await table.differences() == ()
        await table.close()
    assert definition(site.aws, TABLE) == definition(site.aws, "made-by-the-models")


def definition(aws: Aws, name: str) -> dict[str, Any]:
    """All that makes a table what it is, its name and its protection left out."""
    client = aws.client("dynamodb")
    table = client.describe_table(TableName=name)["Table"]
    indexes = [{name: index[name] for name in INDEX_PARTS} for index in table["LocalSecondaryIndexes"]]
    for index in indexes:
        index["Projection"]["NonKeyAttributes"].sort()
    return {
        "key": table["KeySchema"],
        "attributes": sorted(table["AttributeDefinitions"], key=lambda part: str(part["AttributeName"])),
        "local indexes": sorted(indexes, key=lambda index: str(index["IndexName"])),
        "global indexes": table.get("GlobalSecondaryIndexes", []),
        "billing": table["BillingModeSummary"]["BillingMode"],
        "time to live": client.describe_time_to_live(TableName=name)["TimeToLiveDescription"],
    }


INDEX_PARTS = ("IndexName", "KeySchema", "Projection")


def test_the_table_is_protected(dev: Terraform, site: Site) -> None:
    client = site.aws.client("dynamodb")
    table = client.describe_table(TableName=TABLE)["Table"]
    backups = client.describe_continuous_backups(TableName=TABLE)["ContinuousBackupsDescription"]
    assert table["DeletionProtectionEnabled"] is True
    assert (table["SSEDescription"]["Status"], table["SSEDescription"]["SSEType"]) == ("ENABLED", "KMS")
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"


def test_the_service_keeps_its_contract_and_needs_the_rights_of_its_role_and_no_other(
    dev: Terraform, site: Site
) -> None:
    run_contract(site.aws)
    role = {"RoleName": "dev-service", "PolicyName": "todo-k8s-table"}
    policy = site.aws.client("iam").get_role_policy(**role)["PolicyDocument"]
    assert given(policy) == needed(site.aws.dynamodb_calls(contract_table.CALLER))


def run_contract(aws: Aws) -> None:
    """Runs the contract of `Table` on the table that Terraform made."""
    suite = map(str, sorted(STORAGE.glob("contract_*_test.py")))
    command = [sys.executable, "-m", "pytest", "--noconftest", "-p", contract_table.__name__, "-q", *suite]
    command += ["-p", "no:cacheprovider", "-o", "asyncio_mode=auto"]
    environment = aws.environment(contract_table.CALLER) | {contract_table.TABLE: TABLE}
    environment |= {"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_role_has_that_one_policy(dev: Terraform, site: Site) -> None:
    iam = site.aws.client("iam")
    assert iam.list_role_policies(RoleName="dev-service")["PolicyNames"] == ["todo-k8s-table"]
    assert iam.list_attached_role_policies(RoleName="dev-service")["AttachedPolicies"] == []
    trust = iam.get_role(RoleName="dev-service")["Role"]["AssumeRolePolicyDocument"]["Statement"]
    assert [who["Principal"] for who in trust] == [{"AWS": f"arn:aws:iam::{ACCOUNT}:role/nodes"}]


def test_images_are_kept_as_they_were_pushed(dev: Terraform, site: Site) -> None:
    ecr = site.aws.client("ecr")
    (repository,) = ecr.describe_repositories()["repositories"]
    assert repository["repositoryName"] == "master/todo-k8s"
    assert repository["imageTagMutability"] == "IMMUTABLE"
    assert repository["imageScanningConfiguration"] == {"scanOnPush": True}
    assert repository["encryptionConfiguration"]["encryptionType"] == "KMS"
    rules = json.loads(ecr.get_lifecycle_policy(repositoryName="master/todo-k8s")["lifecyclePolicyText"])["rules"]
    found = [(rule["selection"].get("tagPatternList"), rule["selection"]["countNumber"]) for rule in rules]
    # An image is dealt with by the first rule that it matches: base images never crowd releases out.
    assert found == [(None, 14), (["base-*"], 20), (["*"], 500)]


def test_another_account_is_refused(dev: Terraform) -> None:
    assert f"AWS account ID not allowed: {ACCOUNT}" in dev("plan", "-var=account_id=999999999999", status=1)


def test_two_cannot_change_one_state_at_once(dev: Terraform, site: Site) -> None:
    states = site.aws.client("s3")
    lock = {"Bucket": STATES, "Key": "todo-k8s/dev/terraform.tfstate.tflock"}
    states.put_object(**lock, Body=b'{"ID": "1", "Who": "somebody else"}', IfNoneMatch="*")
    try:
        refusal = dev("plan", status=1)
    finally:
        states.delete_object(**lock)
    assert "Error acquiring the state lock" in refusal
    assert "somebody else" in refusal


def test_prod_stands_beside_dev_until_its_table_is_given_up(dev: Terraform, site: Site) -> None:
    irsa = {"oidc_provider_arn": OIDC_PROVIDER, "namespace": "prod", "service_account": "todo-k8s"}
    prod = site.root("prod", json.dumps({"irsa": irsa}))
    prod("apply", "-auto-approve")
    wanted = deploy_settings("prod", "store", "iamRole")
    role = f"arn:aws:iam::{ACCOUNT}:role/{wanted['iamRole']}"
    assert outputs(prod) == {"store": wanted["store"], "iam_method": "irsa", "iam_role": role}

    # Nothing is gone when a destroy is refused.
    assert "Instance cannot be destroyed" in prod("destroy", "-auto-approve", status=1)
    assert tables(site.aws) >= {TABLE, "todo-k8s-prod"}
    module = site.folder / "modules/todo"
    copy(module / "teardown_override.tf.example", module / "teardown_override.tf")
    prod("apply", "-auto-approve")
    prod("destroy", "-auto-approve")
    assert tables(site.aws) & {TABLE, "todo-k8s-prod"} == {TABLE}
    assert prod("state", "list") == ""


def tables(aws: Aws) -> set[str]:
    return set(aws.client("dynamodb").list_tables()["TableNames"])
