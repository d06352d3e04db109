"""Deploying to prod: what it takes, and that its pods are called with a token, under TLS."""

import subprocess
from pathlib import Path

import pytest

from k8s_deploy.conftest import Secure
from k8s_deploy.testing_cluster import FIRST, Cluster

SETTINGS = Path("services/todo-k8s/deploy/shared/prod.libsonnet")


@pytest.fixture
def built(cluster: Cluster) -> str:
    """The version that a job has built of the commit that is checked out, in which prod has a provider."""
    SETTINGS.write_text(SETTINGS.read_text().replace("//id.example.com/", "//login.shop.test/"))
    return commit()


def commit() -> str:
    """The version that a job builds of all that is here."""
    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "--message", "Everything")
    return f"20260201120000-1-{head()}"


def git(*arguments: str) -> str:
    author = ("-c", "user.name=test", "-c", "user.email=test@example.org")
    return subprocess.run(["git", *author, *arguments], check=True, capture_output=True, text=True).stdout.strip()


def head() -> str:
    return git("rev-parse", "HEAD")[:8]


def refusal(cluster: Cluster, version: str, *options: str, code: int = 2) -> str:
    return cluster.deploy(version, *options, environment="prod", code=code).removeprefix("deploy: ").rstrip()


def test_it_is_meant_tagged_and_clean(cluster: Cluster, built: str) -> None:
    assert refusal(cluster, built) == "prod is deployed only with --production"
    assert refusal(cluster, "latest", "--production") == (
        "prod runs what a job has built, tagged TIME-BUILD-COMMIT; 'latest' is no such tag"
    )
    assert refusal(cluster, FIRST, "--production") == (
        f"{FIRST} was built from 1a2b3c4d; check that commit out, here is {head()}"
    )
    Path("services/new").write_text("")
    assert refusal(cluster, built, "--production") == (
        "the work tree has changes that no commit has; commit or remove them first"
    )
    assert cluster.state()["calls"] == []


@pytest.mark.parametrize("option", ["--production", "--dry-run"])
def test_without_a_provider_nothing_is_called(cluster: Cluster, option: str) -> None:
    """As the files are: whose issuer it is has to be said first."""
    said = refusal(cluster, commit(), "--production", option)
    assert (
        said == f"TODO_JWT_ISSUER is https://id.example.com/, which is nobody's. To fix, write your own into {SETTINGS}"
    )
    assert cluster.state()["calls"] == []


@pytest.mark.parametrize("url", ["https://example.org", "https://a.example:8443/keys", "http://b.c.example.net/keys"])
def test_what_stands_in_documents_is_nobodys(cluster: Cluster, built: str, url: str) -> None:
    SETTINGS.write_text(SETTINGS.read_text().replace("https://login.shop.test/'", f"{url}'"))
    assert f"TODO_JWT_ISSUER is {url}, which is nobody's" in refusal(cluster, commit(), "--production")


@pytest.mark.parametrize(
    "url", ["https://example.shop.test/", "https://myexample.com", "https://shop.test/example.com/"]
)
def test_what_only_looks_like_it_is_somebodys(cluster: Cluster, built: str, url: str) -> None:
    SETTINGS.write_text(SETTINGS.read_text().replace("https://login.shop.test/'", f"{url}'"))
    assert "TODO_TOKEN" in refusal(cluster, commit(), "--production")


def test_without_a_token_to_try_it_with_nothing_is_applied(cluster: Cluster, built: str) -> None:
    assert refusal(cluster, built, "--production") == (
        "these pods ask who calls, and the call that tries them has no token. To fix, set TODO_TOKEN to one that they "
        "accept"
    )
    assert cluster.state()["calls"] == []


def test_it_is_tried_with_a_token_under_tls(
    cluster: Cluster, built: str, secure: Secure, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.set(forward=secure.port)
    monkeypatch.setenv("TODO_TOKEN", secure.token)
    monkeypatch.setenv("TODO_CA_FILE", str(secure.authority))
    said = cluster.deploy(built, "--production", environment="prod")
    assert said.splitlines()[-1] == f"todo-k8s {built} runs in prod"
    assert cluster.verbs() == ["get", "diff", "apply", "rollout status", "port-forward"]


def test_a_token_that_is_not_accepted_is_what_the_client_says(
    cluster: Cluster, built: str, secure: Secure, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.set(forward=secure.port)
    monkeypatch.setenv("TODO_TOKEN", f"{secure.token}x")
    monkeypatch.setenv("TODO_CA_FILE", str(secure.authority))
    said = refusal(cluster, built, "--production", code=1)
    assert "smoke_test.sh: " in said
    assert "token" in said
    assert secure.token not in said
    assert "nothing was rolled back" in said
