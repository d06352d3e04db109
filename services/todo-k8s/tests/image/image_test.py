"""The service's image: made by the jobs, run as a pod runs it, and called by the client's pex."""

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from image.containers import docker, locked_down, python_image, require_engine
from image.jobs import Monorepo, make_monorepo
from pexes import run_client

_SERVER = "/offerup/todo-k8s-server.pex"
_DEV = json.loads(Path("services/todo-k8s/deploy/golden/dev.json").read_text())
_POD = next(each["spec"]["template"]["spec"] for each in _DEV["items"] if each["kind"] == "Deployment")
_IN_DEV = _POD["containers"][0]
_READY = (_SERVER, "healthcheck", "--service", _IN_DEV["readinessProbe"]["grpc"]["service"])

# The settings with which dev's pods run, but for the store.
_AS_IN_DEV = (
    *(f"--env={each['name']}={each['value']}" for each in _IN_DEV["env"]),
    "--env=TODO_STORE=sqlite:/data/todo.db",
    "--env=TODO_DRAIN_DELAY=0",
    "--tmpfs=/data:uid=10001,mode=0700",
    "--publish=127.0.0.1::8081",
)


@dataclass(frozen=True)
class Built:
    monorepo: Monorepo
    repository: str
    base: list[str]
    service: list[str]

    @property
    def image(self) -> str:
        return f"{self.repository}:{self.service[-1]}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Both jobs, run in the order in which a new service runs them. Their output on stdout, by lines."""
    require_engine()
    monorepo = make_monorepo(tmp_path_factory.mktemp("jobs") / "monorepo")
    # A prefix of its own keeps the test's images apart from the developer's.
    branch = f"test-{uuid.uuid4().hex[:12]}"
    extra = {"ECR_REPO_BASE": branch, "PYTHON_IMAGE": python_image(), "BUILD_NUMBER": "7"}
    output = []
    for job in ("service_base_container_build", "build3"):
        done = monorepo.run("build-support/bin/run_job", job, "todo-k8s", extra=extra)
        assert done.returncode == 0, done.stderr
        output.append(done.stdout.splitlines())
    base, service = output
    repository = f"{branch}/todo-k8s"
    yield Built(monorepo, repository, base, service)
    docker("image", "rm", f"{repository}:{service[-1]}", f"{repository}:{base[-1]}", f"base/python3.11:{base[-1]}")


def test_a_job_ends_with_the_image_and_its_tag(built: Built) -> None:
    tag = built.service[-1]
    commit = built.monorepo.git("rev-parse", "--short=8", "HEAD").strip()
    assert re.fullmatch(rf"\d{{14}}-7-{commit}", tag)
    assert built.service == [f"made {built.repository}:{tag}", tag]
    assert re.fullmatch(rf"base-\d{{14}}-7-{commit}", built.base[-1])


def test_the_jobs_leave_nothing_in_gits_way(built: Built) -> None:
    assert (built.monorepo.root / "services/todo-k8s/todo-k8s-server.pex").exists()
    assert built.monorepo.git("status", "--porcelain") == ""


def test_the_walkthroughs_path_is_the_command_of_a_user_without_privileges(built: Built) -> None:
    config = json.loads(docker("image", "inspect", "--format", "{{json .Config}}", built.image))
    assert (config["Entrypoint"], config["User"]) == ([_SERVER], "10001:10001")
    assert _IN_DEV["command"] == [_SERVER]


def test_no_file_of_the_server_is_its_users_to_change(built: Built) -> None:
    with locked_down(built.image, *_AS_IN_DEV) as container:
        # By owner and mode: on a read-only root nothing is writable, whatever its mode.
        theirs = ("(", "-user", "10001", "-o", "-perm", "/022", ")", "-not", "-type", "l")
        assert docker("exec", container.name, "find", "/offerup", *theirs) == ""


def test_the_client_reaches_the_server_in_a_container_that_may_do_nothing(built: Built, tmp_path: Path) -> None:
    with locked_down(built.image, *_AS_IN_DEV) as container:
        container.wait_until(*_READY)
        address = ("--server", container.address(8081))
        run_client(*address, "list", "create", "home")
        run_client(*address, "add", "Buy milk", "--list", "home")
        listed = run_client(*address, "export", "--format", "todotxt", "--list", "home")
        assert listed == "Buy milk\n"


def test_as_process_1_it_ends_well_on_sigterm(built: Built) -> None:
    with locked_down(built.image, *_AS_IN_DEV) as container:
        container.wait_until(*_READY)
        assert container.inspect("{{.Path}} {{.HostConfig.Init}}") == f"{_SERVER} <nil>"
        assert container.stop() == 0
