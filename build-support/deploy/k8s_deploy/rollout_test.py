"""What goes wrong once something was applied, and what runs after it."""

from pathlib import Path

from k8s_deploy.testing_cluster import BROKEN, FIRST, NAME, SECOND, Cluster


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
