"""What goes wrong once something was applied, and what runs after it."""

from pathlib import Path

from k8s_deploy.testing_cluster import BROKEN, FIRST, NAME, SECOND, Cluster

BACK = "Rolled back: revision 1 runs again, with the settings that it had."
SAME = "Revision 1 runs as before: the pods did not change."
STAYS = (
    "Only pods are rolled back. What was applied of ServiceAccount, NetworkPolicy, Service, PodDisruptionBudget, "
    "HorizontalPodAutoscaler stays; to change that back, deploy the older version from its commit."
)
TIMEOUT = "the server was unable to return a response in the time allotted"


def test_pods_that_do_not_become_ready_are_rolled_back(cluster: Cluster) -> None:
    cluster.deploy(FIRST)
    said = cluster.deploy(BROKEN, code=1)
    assert said.splitlines() == [
        f"deploy: {BROKEN} does not run in dev: error: timed out waiting for the condition",
        BACK,
        STAYS,
    ]
    assert cluster.running() == FIRST


def test_pods_that_answer_no_calls_are_rolled_back(cluster: Cluster) -> None:
    cluster.deploy(FIRST)
    cluster.set(forward=1)
    said = cluster.deploy(SECOND, code=1)
    assert said.startswith(f"deploy: {SECOND} does not run in dev: services/todo-k8s/scripts/smoke_test.sh: ")
    assert said.splitlines()[-2:] == [BACK, STAYS]
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
    assert said.splitlines()[-1] == "There was no todo-k8s before, so nothing was rolled back: what was applied stays."


def test_an_apply_that_fails_midway_is_rolled_back(cluster: Cluster) -> None:
    cluster.deploy(FIRST)
    refused = "ServiceAccount/pre-staging/todo-k8s"
    cluster.set(refused=[refused])
    said = cluster.deploy(SECOND, code=1).splitlines()
    assert said[0] == f"deploy: {SECOND} does not run in dev: error: {refused}: {TIMEOUT}"
    assert f"{NAME} serverside-applied" in said
    assert said[-2:] == [BACK, STAYS]
    assert cluster.running() == FIRST


def test_an_apply_that_fails_before_the_pods_leaves_them(cluster: Cluster) -> None:
    cluster.deploy(FIRST)
    cluster.set(refused=[NAME])
    said = cluster.deploy(SECOND, code=1).splitlines()
    assert said[0] == f"deploy: {SECOND} does not run in dev: error: {NAME}: {TIMEOUT}"
    assert said[-2:] == [SAME, STAYS]
    assert len(cluster.state()["revisions"][NAME]) == 1


def test_a_first_apply_that_fails_leaves_what_it_made(cluster: Cluster) -> None:
    cluster.set(refused=[NAME])
    said = cluster.deploy(FIRST, code=1).splitlines()
    assert said[-1] == "There was no todo-k8s before, so nothing was rolled back: what was applied stays."


def test_a_way_back_that_fails_is_left_to_people(cluster: Cluster) -> None:
    cluster.deploy(FIRST)
    cluster.set(away=["rollout"])
    assert cluster.deploy(SECOND, code=1).splitlines()[-2:] == [
        "AND THE WAY BACK FAILED. Revision 1 has to be brought back by hand: "
        "error: the connection to the server was refused",
        STAYS,
    ]


def test_after_a_rollback_the_next_version_is_deployed(cluster: Cluster) -> None:
    cluster.deploy(FIRST)
    cluster.deploy(BROKEN, code=1)
    assert cluster.state()["owners"] == {NAME: "kubectl"}
    cluster.deploy(SECOND)
    assert cluster.running() == SECOND
    assert cluster.state()["owners"] == {}
