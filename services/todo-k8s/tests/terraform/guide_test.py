"""The commands of the guide to Terraform, and of its README, run as they stand there on a stand-in for AWS."""

import json
import os
from pathlib import Path

from console import shell
from documents import blocks
from terraform.site import STATES, Site
from terraform_cli import Terraform

_BLOCKS = blocks(Path("docs/guide/terraform.md").read_text())
_STEPS = [step for block in _BLOCKS if block.kind == "console" for step in block.steps()]
_IMPORT = "terraform import "
_README = blocks(Path("services/todo-k8s/terraform/README.md").read_text())
_TEARDOWN = [step for block in _README if block.kind == "console" for step in block.steps()]
_NOBODY_IS_ASKED = "export TF_CLI_ARGS_apply=-auto-approve TF_CLI_ARGS_destroy=-auto-approve"


def test_dev_is_made_what_is_there_is_taken_over_and_all_is_given_up(site: Site) -> None:
    for block in _BLOCKS:
        if block.file:
            (site.folder / "dev" / block.file).write_text(block.text)
    Terraform(site.folder / "dev").init("-backend=false")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    ours = {"CHECKPOINT_DISABLE": "1", "TF_CLI_ARGS": "-no-color"}
    with shell(site.folder.parents[2], kept | ours | site.aws.environment("terraform")) as bash:

        def run(command: str) -> str:
            printed, code = bash.run(command)
            assert code == 0, f"$ {command}\n{printed}"
            return printed

        # moto has a bucket under a path of its own, AWS under a name.
        run('export TF_CLI_ARGS_init="${TF_CLI_ARGS_init:-} -backend-config=use_path_style=true"')
        for step in _STEPS:
            if step.command.startswith(_IMPORT):
                # The apply before has made it, and Terraform has to forget that.
                run(f"terraform state rm {step.command.removeprefix(_IMPORT).rpartition(' ')[0]}")
            run(step.command.replace("BUCKET", STATES))
        assert run("terraform output").count("=") == 4
        assert "No changes" in run("terraform plan -detailed-exitcode")

        push_an_image(site)
        run(_NOBODY_IS_ASKED)
        refused, code = bash.run("terraform destroy")
        assert (code, "Instance cannot be destroyed" in refused) == (1, True)
        for step in _TEARDOWN:
            run(step.command)
        assert "module.todo" not in run("terraform state list")
        assert site.aws.client("dynamodb").list_tables()["TableNames"] == []
        assert site.aws.client("ecr").describe_repositories()["repositories"] == []


def push_an_image(site: Site) -> None:
    manifest = {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json"}
    site.aws.client("ecr").put_image(
        repositoryName="master/todo-k8s", imageManifest=json.dumps(manifest), imageTag="20260201120000-1-1a2b3c4d"
    )


def test_the_guide_makes_and_takes_over() -> None:
    commands = [step.command for step in _STEPS]
    assert "terraform apply plan" in commands
    assert sum(command.startswith(_IMPORT) for command in commands) == 3
