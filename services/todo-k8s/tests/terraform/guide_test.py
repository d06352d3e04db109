"""The commands of the guide to Terraform, run as they stand there on a stand-in for AWS."""

import os
from pathlib import Path

from console import shell
from documents import blocks
from terraform.site import STATES, Site
from terraform_cli import Terraform

_BLOCKS = blocks(Path("docs/guide/terraform.md").read_text())
_STEPS = [step for block in _BLOCKS if block.kind == "console" for step in block.steps()]
_IMPORT = "terraform import "


def test_dev_is_made_and_what_is_there_is_taken_over(site: Site) -> None:
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


def test_the_guide_makes_and_takes_over() -> None:
    commands = [step.command for step in _STEPS]
    assert "terraform apply plan" in commands
    assert sum(command.startswith(_IMPORT) for command in commands) == 3
