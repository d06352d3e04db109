"""The service's image: made by the jobs, run as a pod runs it, and called by the client's pex."""

import hashlib
import json
import re
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import grpc
import pytest
from packaging.utils import canonicalize_name
from todo.v1.task_list_pb2 import TaskList
from todo.v1.task_list_service_pb2 import CreateTaskListRequest
from todo.v1.task_list_service_pb2_grpc import TaskListServiceStub
from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CreateTaskRequest
from todo.v1.task_service_pb2_grpc import TaskServiceStub

from image.containers import docker, locked_down, python_image, require_engine, works
from image.jobs import BASE_JOB, SERVICE_JOB, WHAT_IS_IN_IT, Monorepo, make_monorepo
from image.pex_files import change_a_line
from image.registry import layer_sizes, registry
from pexes import SERVER, run_client, run_server
from todo_k8s.storage.testing import ENVIRONMENT

_SERVER = "/offerup/todo-k8s-server.pex"
_DEV = json.loads(Path("services/todo-k8s/deploy/golden/dev.json").read_text())
_POD = next(each["spec"]["template"]["spec"] for each in _DEV["items"] if each["kind"] == "Deployment")
_SETTINGS = next(each["data"] for each in _DEV["items"] if each["kind"] == "ConfigMap")
_IN_DEV = _POD["containers"][0]
_READY = (_SERVER, "healthcheck", "--service", _IN_DEV["readinessProbe"]["grpc"]["service"])


def _cpus(quantity: str) -> float:
    """Kubernetes' quantity, in CPUs: `300m` is 0.3."""
    return float(quantity.removesuffix("m")) / (1000 if quantity.endswith("m") else 1)


# What dev's pods run with, but for the store and the time that balancers get.
_OF_DEV = (
    *(f"--env={name}={value}" for name, value in _SETTINGS.items()),
    f"--memory={_IN_DEV['resources']['limits']['memory'].removesuffix('i').lower()}",
    f"--cpus={_cpus(_IN_DEV['resources']['limits']['cpu'])}",
    "--env=TODO_DRAIN_DELAY=0",
    "--publish=127.0.0.1::8081",
)
_WITH_A_FILE = (*_OF_DEV, "--env=TODO_STORE=sqlite:/data/todo.db", "--tmpfs=/data:uid=10001,mode=0700")


@dataclass(frozen=True)
class Job:
    """What a job printed."""

    lines: list[str]
    log: str

    @property
    def tag(self) -> str:
        return self.lines[-1]

    @property
    def pushed(self) -> str:
        """The last image that was pushed, by its digest."""
        images: list[str] = re.findall(r"^\S+@sha256:[0-9a-f]{64}$", self.log, re.MULTILINE)
        return images[-1]


@dataclass(frozen=True)
class Built:
    monorepo: Monorepo
    account: str
    branch: str
    base: Job
    service: Job

    @property
    def repository(self) -> str:
        return f"{self.account}/{self.branch}/todo-k8s"

    @property
    def image(self) -> str:
        return f"{self.repository}:{self.service.tag}"

    @property
    def base_image(self) -> str:
        return f"{self.repository}:{self.base.tag}"

    @property
    def language_image(self) -> str:
        return f"{self.account}/base/python3.11:{self.base.tag}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Both jobs, run in the order in which a new service runs them. Their output on stdout, by lines."""
    require_engine()
    monorepo = make_monorepo(tmp_path_factory.mktemp("jobs") / "monorepo")
    # A prefix of its own keeps the test's images apart from the developer's.
    branch = f"test-{uuid.uuid4().hex[:12]}"
    with registry(tmp_path_factory.mktemp("registry")) as account:
        extra = {"ECR_REPO_ACCOUNT": account, "ECR_REPO_BASE": branch, "PYTHON_IMAGE": python_image()}
        jobs = []
        for job in (BASE_JOB, SERVICE_JOB):
            done = monorepo.run(*job.split(), extra=extra | {"BUILD_NUMBER": "7"})
            assert done.returncode == 0, done.stderr
            jobs.append(Job(done.stdout.splitlines(), done.stderr))
        base, service = jobs
        made = Built(monorepo, account, branch, base, service)
        yield made
        docker("image", "rm", made.image, made.base_image, made.language_image)


def test_a_job_ends_with_the_image_and_its_tag(built: Built) -> None:
    tag = built.service.tag
    commit = built.monorepo.git("rev-parse", "--short=8", "HEAD").strip()
    assert re.fullmatch(rf"\d{{14}}-7-{commit}", tag)
    assert built.service.lines == [f"made {built.repository}:{tag}", tag]
    assert re.fullmatch(rf"base-\d{{14}}-7-{commit}", built.base.tag)


def test_its_size_and_its_layers_are_told(built: Built) -> None:
    size = docker("image", "inspect", "--format", "{{.Size}}", built.image)
    history = docker("history", "--format", "{{.Size}}\t{{.CreatedBy}}", built.image).split("\n")
    told = [line.rstrip() for line in built.service.log.splitlines()]
    assert f"{size} bytes in all" in told
    assert len(history) > 3
    assert {line.rstrip() for line in history} <= set(told)


def test_each_image_says_what_is_in_it(built: Built) -> None:
    version = Path("services/todo-k8s/VERSION").read_text().strip()
    for image, title, release, base in (
        (built.language_image, "python3.11", "3.11", python_image()),
        (built.base_image, "todo-k8s", version, built.language_image),
        # By its digest: it was pushed by another job, maybe long ago.
        (built.image, "todo-k8s", version, built.base.pushed),
    ):
        labels = json.loads(docker("image", "inspect", "--format", "{{json .Config.Labels}}", image))
        said = {name.removeprefix("org.opencontainers.image."): value for name, value in labels.items()}
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", said.pop("created"))
        revision = built.monorepo.git("rev-parse", "HEAD").strip()
        assert said == {
            "title": title,
            "version": release,
            "revision": revision,
            "source": "unknown",
            "base.name": base,
        }


def test_what_was_pushed_is_pulled_by_its_digest_and_runs(built: Built) -> None:
    docker("image", "rm", built.image)
    docker("pull", built.service.pushed)
    docker("tag", built.service.pushed, built.image)
    with locked_down(built.service.pushed, *_WITH_A_FILE) as container:
        container.wait_until(*_READY)


def test_a_change_of_a_line_makes_one_small_layer_new(built: Built) -> None:
    change_a_line(SERVER, built.monorepo.root / "services/todo-k8s/todo-k8s-server.pex")
    extra = {"ECR_REPO_ACCOUNT": built.account, "ECR_REPO_BASE": built.branch}
    for step in ("build_service_image", "push_images"):
        done = built.monorepo.run(f"build-support/docker/{step}", "todo-k8s", extra=extra)
        assert done.returncode == 0, done.stderr
    changed = done.stdout.split()[-1]
    before, after = layer_sizes(built.service.pushed), layer_sizes(changed)
    docker("image", "rm", "--force", docker("image", "inspect", "--format", "{{.Id}}", changed))
    new = after.keys() - before.keys()
    print(f"layers in bytes as they are pulled: {list(after.values())}; new ones: {[after[each] for each in new]}")
    assert len(new) == 1
    assert after[new.pop()] <= 300_000


def test_the_jobs_leave_nothing_in_gits_way(built: Built) -> None:
    assert (built.monorepo.root / "services/todo-k8s/todo-k8s-server.pex").exists()
    assert built.monorepo.git("status", "--porcelain") == ""


def test_it_holds_what_says_which_parts_are_in_it(built: Built) -> None:
    document = json.loads(docker(*WHAT_IS_IN_IT.replace("IMAGE", built.image).split()[1:]))
    pex = built.monorepo.root / "dist/todo-k8s-server.pex"
    assert document["metadata"]["component"]["hashes"] == [{"alg": "SHA-256", "content": sha256(pex)}]
    assert document["metadata"]["component"]["version"] == Path("services/todo-k8s/VERSION").read_text().strip()
    told = [(each["purl"].partition("/")[0], each["name"]) for each in document["components"] if "purl" in each]
    assert sorted(told) == sorted(installed(built.image))


def installed(image: str) -> list[tuple[str, str]]:
    """Python, the distributions that the server finds in the image, and Debian's packages."""
    program = "import importlib.metadata as m; print(*(d.metadata['Name'] for d in m.distributions()))"
    python = "/offerup/todo-k8s-server/bin/python"
    names = docker("run", "--rm", f"--entrypoint={python}", image, "-I", "-c", program).split()
    packages = docker("run", "--rm", "--entrypoint=dpkg-query", image, "--show", "--showformat=${Package} ").split()
    found = [("pkg:pypi", canonicalize_name(name)) for name in names] + [("pkg:deb", name) for name in packages]
    return [("pkg:generic", "python"), *found]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_walkthroughs_path_is_the_command_of_a_user_without_privileges(built: Built) -> None:
    config = json.loads(docker("image", "inspect", "--format", "{{json .Config}}", built.image))
    assert (config["Entrypoint"], config["User"]) == ([_SERVER], "10001:10001")
    assert _IN_DEV["command"] == [_SERVER]


def test_no_file_of_the_server_is_its_users_to_change(built: Built) -> None:
    with locked_down(built.image, *_WITH_A_FILE) as container:
        # By owner and mode: on a read-only root nothing is writable, whatever its mode.
        theirs = ("(", "-user", "10001", "-o", "-perm", "/022", ")", "-not", "-type", "l")
        assert docker("exec", container.name, "find", "/offerup", *theirs) == ""


def test_the_client_reaches_the_server_in_a_container_that_may_do_nothing(built: Built, tmp_path: Path) -> None:
    with locked_down(built.image, *_WITH_A_FILE) as container:
        container.wait_until(*_READY)
        address = ("--server", container.address(8081))
        run_client(*address, "list", "create", "home")
        run_client(*address, "add", "Buy milk", "--list", "home")
        listed = run_client(*address, "export", "--format", "todotxt", "--list", "home")
        assert listed == "Buy milk\n"


def test_as_dev_has_it_nothing_is_writable(built: Built, dynamodb_local: str) -> None:
    """The store is DynamoDB, on the host."""
    store = f"dynamodb:test-{uuid.uuid4()}"
    run_server("table", "create", "--store", store, "--dynamodb-endpoint", dynamodb_local, extra=ENVIRONMENT)
    settings = ENVIRONMENT | {
        "TODO_STORE": store,
        "TODO_DYNAMODB_ENDPOINT": dynamodb_local.replace("127.0.0.1", "host"),
    }
    told = (f"--env={name}={value}" for name, value in settings.items())
    with locked_down(built.image, *_OF_DEV, *told, "--add-host=host:host-gateway") as container:
        container.wait_until(*_READY)
        address = ("--server", container.address(8081))
        run_client(*address, "list", "create", "home")
        assert "home" in run_client(*address, "list", "ls")
        assert not works("docker", "exec", container.name, "sh", "-c", "touch /tmp/x || touch /offerup/x")
        assert container.inspect("{{json .Mounts}} {{json .HostConfig.Tmpfs}}") == "[] null"
        assert container.stop() == 0


def test_as_process_1_it_ends_well_on_sigterm(built: Built) -> None:
    with locked_down(built.image, *_WITH_A_FILE) as container:
        container.wait_until(*_READY)
        assert container.inspect("{{.Path}} {{.HostConfig.Init}}") == f"{_SERVER} <nil>"
        assert container.stop() == 0


def test_calls_in_flight_are_finished_when_it_ends(built: Built) -> None:
    """Callers go on through SIGTERM and a part of the drain delay, as clients do that have not heard of it yet."""
    with locked_down(built.image, *_WITH_A_FILE, "--env=TODO_DRAIN_DELAY=5") as container:
        container.wait_until(*_READY)
        with grpc.insecure_channel(container.address(8081)) as channel:
            parent = TaskListServiceStub(channel).CreateTaskList(
                CreateTaskListRequest(task_list=TaskList(title="home"))
            )
            over = threading.Event()
            with ThreadPoolExecutor(4) as callers:
                calls = [callers.submit(_call_until, over, TaskServiceStub(channel), parent.name) for _ in range(4)]
                docker("kill", "--signal=TERM", container.name)
                time.sleep(1)
                over.set()
            made = [each.result() for each in calls]
        assert docker("wait", container.name) == "0"
    assert all(made)


def _call_until(over: threading.Event, tasks: TaskServiceStub, parent: str) -> int:
    """How many calls succeeded; raises grpc.RpcError for the first that did not."""
    for number in count():
        if over.is_set():
            return number
        tasks.CreateTask(CreateTaskRequest(parent=parent, task=Task(title=f"{number}")), timeout=30)
    raise AssertionError("count() has no end")
