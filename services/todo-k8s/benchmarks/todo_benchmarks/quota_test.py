"""The search for the greatest rate, and the limit itself where the machine allows one."""

import os
import subprocess
from pathlib import Path

import pytest

from todo_benchmarks.processes import Server
from todo_benchmarks.quota import greatest, limited

PARENTS = (Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup"))
root = pytest.mark.skipif(
    not any(os.access(each / "cgroup.procs", os.W_OK) for each in PARENTS), reason="only root makes control groups"
)


@pytest.mark.parametrize(("capacity", "found"), [(70.0, 68.75), (0.5, 0.0), (1000.0, 96.875)])
async def test_the_greatest_rate_that_holds(capacity: float, found: float) -> None:
    async def holds(rate: float) -> bool:
        return rate <= capacity

    assert await greatest(holds, 100.0) == found


@root
def test_a_process_is_limited_and_let_go() -> None:
    process = subprocess.Popen(["sleep", "60"], text=True)
    try:
        with limited(Server(process, "")):
            (group,) = (found for each in PARENTS for found in each.glob(f"todo-benchmark-{os.getpid()}"))
            assert (group / "cgroup.procs").read_text().split() == [str(process.pid)]
            limit = next(group / name for name in ("cpu.cfs_quota_us", "cpu.max") if (group / name).exists())
            assert limit.read_text().split()[0] == "30000"
        assert not group.exists()
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


@root
def test_a_server_that_ended_leaves_no_group() -> None:
    process = subprocess.Popen(["sleep", "60"], text=True)
    with limited(Server(process, "")):
        process.kill()
        process.wait()
    assert not any(found for each in PARENTS for found in each.glob(f"todo-benchmark-{os.getpid()}"))
