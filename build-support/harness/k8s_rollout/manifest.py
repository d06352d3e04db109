"""What a rendered manifest says of the pods and of their rollout; where it is silent, Kubernetes' own defaults hold."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Object = Mapping[str, Any]


class NotSimulated(Exception):
    """The manifest asks for something that this harness does not do; the message says what."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A question to the gRPC health service. Times in seconds."""

    port: int
    service: str
    initial_delay: float
    period: float
    timeout: float
    failure_threshold: int
    success_threshold: int


@dataclass(frozen=True, slots=True)
class PreStop:
    """Before SIGTERM: a command that runs, and a time that passes."""

    command: tuple[str, ...] = ()
    sleep: float = 0


@dataclass(frozen=True, slots=True)
class Container:
    command: tuple[str, ...]
    environment: Mapping[str, str]
    startup: Probe | None = None
    readiness: Probe | None = None
    liveness: Probe | None = None
    pre_stop: PreStop = PreStop()


@dataclass(frozen=True, slots=True)
class Workload:
    """A Deployment. `grace` is terminationGracePeriodSeconds; every time is in seconds."""

    container: Container
    replicas: int
    max_surge: int
    max_unavailable: int
    min_ready: float = 0
    grace: float = 30
    progress_deadline: float = 600


@dataclass(frozen=True, slots=True)
class Service:
    """`host` is the name that pods resolve. Its port is the pods' own: addresses are all that differs."""

    host: str
    port: int


def workload_of(objects: Sequence[Object]) -> Workload:
    """The one Deployment of the manifest, with the number of pods that its autoscaler begins at."""
    deployment = _one(objects, "Deployment")["spec"]
    strategy, pod = deployment.get("strategy", {}), deployment["template"]["spec"]
    if strategy.get("type", "RollingUpdate") != "RollingUpdate":
        raise NotSimulated(f"the strategy {strategy['type']}")
    if len(pod["containers"]) != 1 or "initContainers" in pod:
        raise NotSimulated("pods of more than one container")
    scaler = next(_of_kind(objects, "HorizontalPodAutoscaler"), None)
    replicas = int(scaler["spec"].get("minReplicas", 1) if scaler else deployment.get("replicas", 1))
    rolling = strategy.get("rollingUpdate", {})
    return Workload(
        _container(pod["containers"][0], objects),
        replicas,
        _share(rolling.get("maxSurge", "25%"), replicas, math.ceil),
        _share(rolling.get("maxUnavailable", "25%"), replicas, math.floor),
        deployment.get("minReadySeconds", 0),
        pod.get("terminationGracePeriodSeconds", 30),
        deployment.get("progressDeadlineSeconds", 600),
    )


def service_of(objects: Sequence[Object], *, headless: bool) -> Service:
    """The Service in front of the pods, or the headless one beside it."""
    services = list(_of_kind(objects, "Service"))
    found = next(each for each in services if (each["spec"].get("clusterIP") == "None") == headless)
    (port,) = found["spec"]["ports"]
    (container,) = _one(objects, "Deployment")["spec"]["template"]["spec"]["containers"]
    targets = {each["name"]: each["containerPort"] for each in container["ports"]}
    target = port.get("targetPort", port["port"])
    if targets.get(target, target) != port["port"]:
        raise NotSimulated(f"port {port['port']} of a Service that is {target} of its pods")
    return Service(f"{found['metadata']['name']}.{found['metadata']['namespace']}.svc.cluster.local", port["port"])


def _of_kind(objects: Sequence[Object], kind: str) -> Iterator[Object]:
    return (each for each in objects if each["kind"] == kind)


def _one(objects: Sequence[Object], kind: str) -> Object:
    (found,) = _of_kind(objects, kind)
    return found


def _container(container: Object, objects: Sequence[Object]) -> Container:
    stop = container.get("lifecycle", {}).get("preStop", {})
    if unknown := stop.keys() - {"exec", "sleep"}:
        raise NotSimulated(f"preStop by {', '.join(unknown)}")
    return Container(
        (*container["command"], *container.get("args", ())),
        _environment(container, objects),
        _probe(container.get("startupProbe")),
        _probe(container.get("readinessProbe")),
        _probe(container.get("livenessProbe")),
        PreStop(tuple(stop.get("exec", {}).get("command", ())), stop.get("sleep", {}).get("seconds", 0)),
    )


def _environment(container: Object, objects: Sequence[Object]) -> Mapping[str, str]:
    maps = {each["metadata"]["name"]: each["data"] for each in _of_kind(objects, "ConfigMap")}
    environment: dict[str, str] = {}
    for source in container.get("envFrom", ()):
        environment |= maps[source["configMapRef"]["name"]]
    return environment | {each["name"]: each["value"] for each in container.get("env", ())}


def _probe(probe: Object | None) -> Probe | None:
    if probe is None:
        return None
    if "grpc" not in probe:
        raise NotSimulated(f"a probe by other means than gRPC: {dict(probe)}")
    return Probe(
        probe["grpc"]["port"],
        probe["grpc"].get("service", ""),
        probe.get("initialDelaySeconds", 0),
        probe.get("periodSeconds", 10),
        probe.get("timeoutSeconds", 1),
        probe.get("failureThreshold", 3),
        probe.get("successThreshold", 1),
    )


def _share(number: int | str, replicas: int, rounded: Any) -> int:
    if isinstance(number, int):
        return number
    return int(rounded(int(number.removesuffix("%")) * replicas / 100))
