"""What the jobs' scripts say where something is amiss."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from image.containers import require_engine
from image.jobs import Monorepo, make_monorepo

_RUN_JOB = "build-support/bin/run_job"
_PUSH = "build-support/docker/push_images"
_SCRIPTS = "services/todo-k8s/scripts"


@pytest.fixture
def monorepo(tmp_path: Path) -> Monorepo:
    return make_monorepo(tmp_path / "monorepo")


def refusal(monorepo: Monorepo, script: str, *arguments: str, code: int) -> str:
    done = monorepo.run(script, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    return done.stderr.splitlines()[-1]


def test_an_unknown_job_is_told_which_there_are(monorepo: Monorepo) -> None:
    said = refusal(monorepo, _RUN_JOB, "build4", "todo-k8s", code=2)
    assert said == "run_job: there is no job 'build4'. Jobs: build3 service_base_container_build"


@pytest.mark.parametrize("service", ["todo", "", "../services/todo-k8s"])
def test_an_unknown_service_is_told_which_there_are(monorepo: Monorepo, service: str) -> None:
    said = refusal(monorepo, _RUN_JOB, "build3", service, code=2)
    assert said == f"run_job: there is no service '{service}'. Services: todo-k8s"


def test_without_arguments_the_usage_is_told(monorepo: Monorepo) -> None:
    said = refusal(monorepo, _RUN_JOB, code=2)
    assert said == "run_job: usage: run_job [--dry-run] JOB SERVICE. Jobs: build3 service_base_container_build"


@pytest.mark.parametrize(
    "command",
    [
        (_RUN_JOB, "build3", "todo-k8s"),
        ("build-support/docker/build_base_image", "todo-k8s"),
        ("build-support/docker/build_service_image", "todo-k8s"),
    ],
)
def test_without_an_engine_the_script_that_starts_one_is_named(monorepo: Monorepo, command: tuple[str, ...]) -> None:
    done = monorepo.run(*command, extra={"DOCKER_HOST": "unix:///nowhere"})
    said = "no Docker engine answers. To fix, start one: build-support/bin/start_docker_engine\n"
    assert (done.returncode, done.stderr) == (2, f"{Path(command[0]).name}: {said}")


def test_without_a_base_image_the_job_that_makes_one_is_named(monorepo: Monorepo) -> None:
    require_engine()
    done = monorepo.run(_RUN_JOB, "build3", "todo-k8s", extra={"ECR_REPO_BASE": "nobody-has-this"})
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "build_service_image: there is no image nobody-has-this/todo-k8s:base-* here. To fix, run "
        "build-support/bin/run_job service_base_container_build todo-k8s, or set BASE_IMAGE."
    )


@pytest.mark.parametrize("name", ["python:3.11-slim-bookworm", "python@sha256:abc", ""])
def test_what_an_image_is_built_on_is_named_by_its_digest(monorepo: Monorepo, name: str) -> None:
    require_engine()
    for script, variable in (("build_base_image", "PYTHON_IMAGE"), ("build_service_image", "BASE_IMAGE")):
        if name or variable == "PYTHON_IMAGE":
            extra = {"ECR_REPO_ACCOUNT": "127.0.0.1:1", variable: name}
            done = monorepo.run(f"build-support/docker/{script}", "todo-k8s", extra=extra)
            assert (done.returncode, done.stdout) == (2, "")
            assert done.stderr == (
                f"{script}: {variable} must name an image by its digest, name@sha256:…; it is '{name}'. "
                "To fix, docker pull or push the image: both print the digest.\n"
            )


@pytest.mark.parametrize(
    ("remote", "source"),
    [
        ("https://host/team/todo.git", "https://host/team/todo.git"),
        ("https://robot:secret@host/team/todo.git", "https://host/team/todo.git"),
        ("https://secret@host:8443/todo.git", "https://host:8443/todo.git"),
        # Not as it should be written, but as git takes it.
        ("https://robot:s@cret@host/todo.git", "https://host/todo.git"),
        ("ssh://git@host/todo@2.git", "ssh://host/todo@2.git"),
    ],
)
def test_the_source_in_a_label_tells_no_credentials(monorepo: Monorepo, remote: str, source: str) -> None:
    labels = "source build-support/docker/names.sh && label_arguments title 1.0 base"

    def label(**extra: str) -> list[str]:
        command = ["bash", "-c", labels]
        done = subprocess.run(command, cwd=monorepo.root, env=os.environ | extra, capture_output=True, text=True)
        return [line for line in done.stdout.splitlines() if ".source=" in line]

    expected = [f"--label=org.opencontainers.image.source={source}"]
    assert label(SOURCE_URL=remote) == expected
    monorepo.git("remote", "add", "origin", remote)
    assert label() == expected


def test_without_a_registry_nothing_is_pushed(monorepo: Monorepo) -> None:
    said = refusal(monorepo, _PUSH, "todo-k8s", code=0)
    assert said == "push_images: ECR_REPO_ACCOUNT names no registry; the images stay on this machine."


def test_without_an_image_the_job_that_makes_one_is_named(monorepo: Monorepo) -> None:
    done = monorepo.run(_PUSH, "todo-k8s", extra={"ECR_REPO_ACCOUNT": "127.0.0.1:1"})
    assert (done.returncode, done.stderr) == (
        1,
        "push_images: dist/todo-k8s.images does not name any image. "
        "To fix, build one: build-support/bin/run_job build3 todo-k8s\n",
    )


def test_without_a_debian_the_base_image_is_named(monorepo: Monorepo) -> None:
    require_engine()
    said = refusal(monorepo, "build-support/docker/write_sbom", "todo-k8s", "no-such-image:anywhere", code=1)
    assert said == (
        "write_sbom: no-such-image:anywhere does not tell its packages; it has to be a Debian with python3.11."
    )


def test_without_a_pex_the_script_that_builds_it_is_named(monorepo: Monorepo) -> None:
    said = refusal(monorepo, f"{_SCRIPTS}/pre_container_build.sh", code=1)
    assert said == (
        "pre_container_build.sh: dist/todo-k8s-server.pex is not built. To fix, run "
        "services/todo-k8s/scripts/build_server.sh in the monorepo."
    )


def test_outside_the_monorepo_build_server_says_where_it_belongs(monorepo: Monorepo, tmp_path: Path) -> None:
    shutil.copytree(monorepo.root / _SCRIPTS, tmp_path / "a/copied" / _SCRIPTS)
    said = refusal(Monorepo(tmp_path / "a/copied"), f"{_SCRIPTS}/build_server.sh", code=1)
    assert said == (
        f"build_server.sh: there is no ./pants in {tmp_path}/a/copied. To fix, run it where it lies in the monorepo: "
        "services/todo-k8s/scripts/build_server.sh"
    )


def test_the_pex_is_built_and_copied_from_any_folder(monorepo: Monorepo) -> None:
    for script in ("pre_container_base_build.sh", "build_server.sh", "pre_container_build.sh"):
        assert monorepo.run(f"{_SCRIPTS}/{script}").returncode == 0
    copied = monorepo.root / "services/todo-k8s/todo-k8s-server.pex"
    assert copied.read_bytes() == (monorepo.root / "dist/todo-k8s-server.pex").read_bytes()
