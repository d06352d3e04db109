"""That the benchmark measures, and how it takes medians and ratios. Its figures are nobody's to assert."""

import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from todo_benchmarks.report import ratios
from todo_benchmarks.samples import Sample, medians
from todo_k8s.storage.testing import require_engine


def sample(contestant: str, cpu: float, work: str = "Get", clients: int = 1) -> Sample:
    return Sample("DynamoDB Local", work, contestant, clients, cpu, 10.0, 1.0, 2.0)


def test_a_median_is_of_samples_of_one_kind() -> None:
    found = medians([sample("todo-k8s", 1), sample("Node", 9), sample("todo-k8s", 3), sample("todo-k8s", 2)])
    assert found == [sample("todo-k8s", 2), sample("Node", 9)]


def test_ratios_tell_how_much_dearer_the_others_are() -> None:
    cpu = {"todo-k8s": 100.0, "walkthrough's shape": 250.0, "Node": 130.0, "ceiling": 80.0}
    works = ("Get", "Create", "List 50")
    table = list(ratios([sample(name, each, work) for work in works for name, each in cpu.items()]))
    assert table[2] == "| Get | walkthrough's shape / todo-k8s | ≥ 2.5 | 2.50 |"
    assert table[4] == "| Get | ceiling / todo-k8s | ≥ 0.75 | 0.80 |"


@pytest.mark.parametrize("command", [("compare",), ("growth", "--most", "1000"), ("capacity",)], ids=" ".join)
def test_each_command_measures_every_call(tmp_path: Path, command: tuple[str, ...]) -> None:
    require_engine()
    quick = ["--seconds", "0.2", "--rounds", "1", "--clients", "2", "--lists", "2", "--among", "200", "--out"]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-m", "todo_benchmarks.main", *quick, tmp_path, *command], check=True, env=environ)
    found = orjson.loads((tmp_path / f"{command[0]}.json").read_bytes())["found"]
    assert {"Get", "List 50", "Create", "Complete"} <= {each["work"] for each in found}
