"""Deploying to a cluster that a strict stand-in for kubectl keeps in a file, tried by the real client and server."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from k8s_deploy.deploy import main

FIRST, SECOND, BROKEN = ("20260201120000-1-1a2b3c4d", "20260202120000-2-2b3c4d5e", "20260203120000-3-3c4d5e6f")
KUBECTL = Path("build-support/deploy/k8s_deploy/testing/kubectl").resolve()
PARTS = ("build-support/jsonnet/common", "services/todo-k8s/deploy", "services/todo-k8s/scripts")
NAME = "Deployment/pre-staging/todo-k8s"


@dataclass(frozen=True)
class Cluster:
    file: Path
    output: pytest.CaptureFixture[str]

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads(self.file.read_text())
        return state

    def set(self, **changes: object) -> None:
        self.file.write_text(json.dumps(self.state() | changes))

    def deploy(self, version: str, *options: str, environment: str = "dev", code: int = 0) -> str:
        """What it printed, on stdout where it went well and on stderr where it did not."""
        arguments = ["todo-k8s", environment, "--context", "test", "--version", version, *options]
        assert main(arguments) == code
        printed = self.output.readouterr()
        return printed.err if code else printed.out

    def running(self) -> str:
        """The version that the cluster runs."""
        image: str = self.state()["revisions"][NAME][-1]["spec"]["containers"][0]["image"]
        return image.rpartition(":")[2]

    def verbs(self) -> list[str]:
        return [re.sub(r"--context \S+ (rollout \w+|\S+).*", r"\1", call) for call in self.state()["calls"]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server to forward to."""
    home = tmp_path_factory.mktemp("server")
    command = [
        str(Path("todo-k8s-server.pex").resolve()),
        "--listen",
        "127.0.0.1:0",
        "--store",
        f"sqlite:{home}/todo.db",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=home)
    assert process.stdout
    yield int(process.stdout.readline().rpartition(":")[2])
    process.terminate()
    process.wait(30)


@pytest.fixture
def cluster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: int, capsys: pytest.CaptureFixture[str]
) -> Cluster:
    for part in PARTS:
        shutil.copytree(part, tmp_path / "monorepo" / part)
    (tmp_path / "monorepo/dist").mkdir()
    (tmp_path / "monorepo/dist/todo-k8s-client.pex").symlink_to(Path("todo-k8s-client.pex").resolve())
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/kubectl").symlink_to(KUBECTL)
    state = {"context": "test", "objects": {}, "revisions": {}, "broken": [BROKEN], "forward": server, "calls": []}
    (tmp_path / "cluster.json").write_text(json.dumps(state))
    monkeypatch.setenv("CLUSTER", str(tmp_path / "cluster.json"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path / "monorepo")
    return Cluster(tmp_path / "cluster.json", capsys)


def test_a_version_is_shown_applied_awaited_and_tried(cluster: Cluster) -> None:
    said = cluster.deploy(FIRST)
    assert said.splitlines()[-1] == f"todo-k8s {FIRST} runs in dev"
    assert f"~ {NAME}" in said
    assert cluster.verbs() == ["get", "diff", "apply", "rollout status", "port-forward"]
    assert cluster.running() == FIRST


def test_every_call_names_the_cluster(cluster: Cluster) -> None:
    cluster.deploy(FIRST)
    assert all(call.startswith("--context test ") for call in cluster.state()["calls"])
    cluster.set(context="another")
    assert cluster.deploy(SECOND, code=2) == 'deploy: error: context "test" does not exist\n'


def test_without_a_context_nothing_is_called(cluster: Cluster) -> None:
    with pytest.raises(SystemExit):
        main(["todo-k8s", "dev", "--version", FIRST])
    assert cluster.state()["calls"] == []


def test_a_dry_run_changes_nothing(cluster: Cluster) -> None:
    assert f"~ {NAME}" in cluster.deploy(FIRST, "--dry-run")
    assert cluster.verbs() == ["diff"]
    assert cluster.state()["objects"] == {}


def test_pods_that_do_not_become_ready_are_rolled_back(cluster: Cluster) -> None:
    cluster.deploy(FIRST)
    said = cluster.deploy(BROKEN, code=1)
    assert said.splitlines() == [
        f"deploy: {BROKEN} does not run in dev: error: timed out waiting for the condition",
        "Rolled back: revision 1 runs again, with the settings that it had.",
    ]
    assert cluster.running() == FIRST


def test_pods_that_answer_no_calls_are_rolled_back(cluster: Cluster) -> None:
    cluster.deploy(FIRST)
    cluster.set(forward=1)
    said = cluster.deploy(SECOND, code=1)
    assert said.startswith(f"deploy: {SECOND} does not run in dev: services/todo-k8s/scripts/smoke_test.sh: ")
    assert said.endswith("Rolled back: revision 1 runs again, with the settings that it had.\n")
    assert cluster.running() == FIRST


def test_a_rollback_gets_its_own_settings(cluster: Cluster) -> None:
    cluster.deploy(FIRST)
    first = cluster.state()["revisions"][NAME][0]
    settings = Path("services/todo-k8s/deploy/shared/dev.libsonnet")
    settings.write_text(settings.read_text().replace("namespace:", "logLevel: 'debug',\n  namespace:"))
    cluster.deploy(BROKEN, code=1)
    revisions = cluster.state()["revisions"][NAME]
    assert [each == first for each in revisions] == [True, False, True]
    assert revisions[1]["spec"]["containers"][0]["envFrom"] != first["spec"]["containers"][0]["envFrom"]


def test_without_an_older_version_it_says_that_there_is_none(cluster: Cluster) -> None:
    said = cluster.deploy(BROKEN, code=1)
    assert said.splitlines()[-1] == (
        "There was no todo-k8s before, so nothing was rolled back: its pods are as they are."
    )


def test_settings_under_an_old_name_are_refused_by_the_cluster(cluster: Cluster) -> None:
    cluster.deploy(FIRST, "--config-version", "1")
    settings = Path("services/todo-k8s/deploy/shared/dev.libsonnet")
    settings.write_text(settings.read_text().replace("namespace:", "logLevel: 'debug',\n  namespace:"))
    said = cluster.deploy(SECOND, "--config-version", "1", code=2)
    assert said == "deploy: error: ConfigMap/pre-staging/todo-k8s-config-1 is immutable\n"
    assert cluster.running() == FIRST


def test_without_the_client_nothing_is_applied(cluster: Cluster) -> None:
    Path("dist/todo-k8s-client.pex").unlink()
    assert cluster.deploy(FIRST, code=2) == (
        "deploy: the client that tries the new version is not built. To fix, run "
        "./pants binary services/todo-k8s/src/python:todo-k8s-client\n"
    )
    assert cluster.state()["calls"] == []


def test_an_unknown_environment_is_told_which_there_are(cluster: Cluster) -> None:
    said = cluster.deploy(FIRST, environment="staging", code=2)
    assert said == "deploy: 'todo-k8s' has no environment 'staging'; environments: dev local prod\n"


def test_production_is_for_prod_alone(cluster: Cluster) -> None:
    said = cluster.deploy(FIRST, "--production", code=2)
    assert said == "deploy: --production is for prod; leave it out for dev\n"


def test_prod_is_meant_tagged_and_clean(cluster: Cluster) -> None:
    def refusal(version: str, *options: str) -> str:
        return cluster.deploy(version, *options, environment="prod", code=2).removeprefix("deploy: ").rstrip()

    def git(*arguments: str) -> str:
        author = ("-c", "user.name=test", "-c", "user.email=test@example.org")
        return subprocess.run(["git", *author, *arguments], check=True, capture_output=True, text=True).stdout.strip()

    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "--message", "Everything")
    head = git("rev-parse", "HEAD")[:8]
    built = f"20260201120000-1-{head}"
    assert refusal(built) == "prod is deployed only with --production"
    assert refusal("latest", "--production") == (
        "prod runs what a job has built, tagged TIME-BUILD-COMMIT; 'latest' is no such tag"
    )
    assert refusal(FIRST, "--production") == f"{FIRST} was built from 1a2b3c4d; check that commit out, here is {head}"
    assert refusal(built, "--production").startswith("must provide identity: prod needs a provider")
    Path("services/new").write_text("")
    assert refusal(built, "--production") == (
        "the work tree has changes that no commit has; commit or remove them first"
    )
    assert cluster.state()["calls"] == []
