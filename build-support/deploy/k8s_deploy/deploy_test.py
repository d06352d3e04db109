"""Deploying to a stand-in for a cluster, tried by the real client and server."""

from pathlib import Path

import pytest

from k8s_deploy.deploy import main
from k8s_deploy.testing_cluster import FIRST, NAME, SECOND, Cluster


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


def test_settings_under_an_old_name_are_refused_by_the_cluster(cluster: Cluster) -> None:
    cluster.deploy(FIRST, "--config-version", "1")
    settings = Path("services/todo-k8s/deploy/shared/dev.libsonnet")
    settings.write_text(settings.read_text().replace("namespace:", "logLevel: 'debug',\n  namespace:"))
    said = cluster.deploy(SECOND, "--config-version", "1", code=2)
    assert cluster.verbs()[-1] == "diff"
    assert said == "deploy: error: ConfigMap/pre-staging/todo-k8s-config-1 is immutable\n"
    assert cluster.running() == FIRST


def test_without_kubectl_it_says_so(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "no/such/folder")
    said = "deploy: there is no kubectl on PATH. To fix, install it (docs/guide/kubectl.md)\n"
    assert cluster.deploy(FIRST, code=2) == said
    assert cluster.deploy(FIRST, "--dry-run", code=2) == said


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
