"""Pods do what a kubelet would do with them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from k8s_rollout.container import Ending
from k8s_rollout.manifest import PreStop, Workload
from k8s_rollout.pod import Pod
from k8s_rollout.testing import addresses, image, until, workload


@asynccontextmanager
async def pod(how: str, logs: Path, work: Workload | None = None) -> AsyncIterator[Pod]:
    running = Pod("a", next(addresses()), work or workload(), image(how, logs), lambda: None)
    try:
        yield running
    finally:
        await running.kill()


async def events_until(pod: Pod, event: str) -> list[str]:
    await until(lambda: event in pod.events)
    return pod.events


async def ending(pod: Pod) -> Ending:
    await events_until(pod, "ready")
    ended = await pod.delete()
    assert ended
    return ended


async def test_a_pod_becomes_ready_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    async with pod("good", tmp_path) as good:
        assert (await ending(good)).code == 0
        assert good.events == ["started", "ready", "not ready"]


async def test_one_that_does_not_end_is_killed_when_its_grace_is_over(tmp_path: Path) -> None:
    async with pod("deaf", tmp_path, replace(workload(), grace=3)) as deaf:
        ended = await ending(deaf)
        assert ended.killed
        assert ended.seconds >= 3


async def test_the_hook_comes_before_the_signal_and_out_of_the_same_time(tmp_path: Path) -> None:
    work = workload()
    hook = PreStop(("touch", f"{tmp_path}/hooked"), sleep=2)
    with_hook = replace(work, container=replace(work.container, pre_stop=hook), grace=4)
    async with pod("good", tmp_path, with_hook) as good:
        ended = await ending(good)
        assert (ended.code, (tmp_path / "hooked").exists()) == (0, True)
        assert ended.seconds >= 2


async def test_what_is_no_longer_alive_is_restarted(tmp_path: Path) -> None:
    async with pod("dying", tmp_path) as dying:
        events = await events_until(dying, "liveness probe failed")
        assert events[:4] == ["started", "ready", "liveness probe failed", "not ready"]
        await until(lambda: dying.restarts == 1)


async def test_what_does_not_start_in_its_time_is_restarted(tmp_path: Path) -> None:
    work = workload()
    assert work.container.startup
    impatient = replace(work.container.startup, failure_threshold=1)
    async with pod("good", tmp_path, replace(work, container=replace(work.container, startup=impatient))) as late:
        assert (await events_until(late, "startup probe failed"))[:2] == ["started", "startup probe failed"]


async def test_what_exits_by_itself_is_restarted(tmp_path: Path) -> None:
    async with pod("", tmp_path, replace(workload(), container=replace(workload().container, environment={}))) as lost:
        assert (await events_until(lost, "exited with 1"))[:2] == ["started", "exited with 1"]
