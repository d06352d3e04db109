"""A monorepo to deploy from, a cluster to deploy to, and a server that answers in the pods' place."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from k8s_deploy.testing_cluster import EMPTY, Cluster

KUBECTL = Path("build-support/deploy/k8s_deploy/testing/kubectl").resolve()
PARTS = ("build-support/jsonnet/common", "services/todo-k8s/deploy", "services/todo-k8s/scripts")


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
    (tmp_path / "cluster.json").write_text(json.dumps(EMPTY | {"forward": server}))
    monkeypatch.setenv("CLUSTER", str(tmp_path / "cluster.json"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path / "monorepo")
    return Cluster(tmp_path / "cluster.json", capsys)
