"""The Jenkinsfiles run what a person runs with run_job, and nothing else."""

import os
import re
import subprocess
from pathlib import Path

import pytest

_FOLDER = Path("build-support/jenkins")
_RUN_JOB = Path("build-support/bin/run_job")
_JOBS = ("build3", "service_base_container_build")
_SERVICE = "todo-k8s"

_SHELL = re.compile(r"\bsh\b[ (]*(.*)")
_SCRIPT = re.compile(r"'([^']+)'")


def steps_of(jenkinsfile: str) -> list[str]:
    """The shell commands in their order; raises ValueError for a shell step that is no quoted script."""
    found = []
    for step in _SHELL.findall(re.sub(r"//.*", "", jenkinsfile)):
        script = _SCRIPT.fullmatch(step)
        if not script:
            raise ValueError(f"a step that is no quoted script: sh {step}")
        found.append(script[1].replace("${SERVICE}", _SERVICE))
    return found


def jenkinsfile(job: str) -> str:
    return (_FOLDER / f"{job}.Jenkinsfile").read_text()


def run_job(*arguments: str) -> str:
    return subprocess.run([_RUN_JOB, *arguments], check=True, capture_output=True, text=True).stdout


def test_each_job_has_its_file() -> None:
    assert sorted(each.stem for each in _FOLDER.glob("*.Jenkinsfile")) == sorted(_JOBS)


@pytest.mark.parametrize("job", _JOBS)
def test_run_job_runs_the_same_steps_in_the_same_order(job: str) -> None:
    assert run_job("--dry-run", job, _SERVICE).splitlines() == steps_of(jenkinsfile(job)) != []


@pytest.mark.parametrize("job", _JOBS)
def test_each_step_is_a_script_that_is_there_and_can_be_run(job: str) -> None:
    for step in steps_of(jenkinsfile(job)):
        assert os.access(step.split()[0], os.X_OK), step


@pytest.mark.parametrize("job", _JOBS)
def test_every_variable_of_a_step_is_a_parameter(job: str) -> None:
    text = jenkinsfile(job)
    assert set(re.findall(r"\$\{(\w+)\}", text)) <= set(re.findall(r"string\(name: '(\w+)'", text))


@pytest.mark.parametrize("job", _JOBS)
def test_no_image_to_build_on_is_named_beforehand(job: str) -> None:
    """A digest of today would be old tomorrow, and a tag is refused by the script (tests/image/scripts_test.py)."""
    defaults = dict(re.findall(r"string\(name: '(\w+_IMAGE)', defaultValue: '([^']*)'", jenkinsfile(job)))
    assert set(defaults.values()) == {""}


@pytest.mark.parametrize("job", _JOBS)
def test_there_is_nothing_but_parameters_checkout_and_scripts(job: str) -> None:
    text = jenkinsfile(job)
    assert text.count("checkout scm") == 1
    assert not re.search(r"\b(script|bat|powershell|def|environment|withCredentials)\b", re.sub(r"//.*", "", text))
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize(
    "step", ['sh "ls ${X}"', "sh(script: 'ls', returnStdout: true)", "sh '''ls\n'''", "sh 'a'; sh 'b'"]
)
def test_a_step_that_hides_its_script_is_found(step: str) -> None:
    with pytest.raises(ValueError, match="no quoted script"):
        steps_of(step)
