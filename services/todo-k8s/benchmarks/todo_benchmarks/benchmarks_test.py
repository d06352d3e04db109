"""That the benchmark measures, and what it makes of what it measured. Its figures are nobody's to assert."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from todo_benchmarks import report, results
from todo_benchmarks.samples import Sample, medians
from todo_k8s.storage.testing import require_engine

DOCUMENTS = Path("docs/benchmarks")
CPU = {"todo-k8s": 100.0, "walkthrough's shape": 250.0, "Node": 120.0, "ceiling": 80.0}


def sample(contestant: str, cpu: float, work: str = "Get", number: int = 0, clients: int = 8) -> Sample:
    return Sample("DynamoDB Local", work, contestant, clients, number, cpu, 10.0, 1.0, 2.0)


def samples(clients: int = 8) -> list[Sample]:
    works = ("Get", "Create", "List 50")
    return [sample(name, cpu, work, clients=clients) for work in works for name, cpu in CPU.items()]


def test_a_median_is_of_samples_of_one_kind() -> None:
    found = medians([sample("todo-k8s", cpu, number=at) for at, cpu in enumerate([1, 3, 2])] + [sample("Node", 9)])
    assert found == [sample("todo-k8s", 2), sample("Node", 9)]


def test_ratios_stand_beside_their_goals() -> None:
    rows = list(report.ratios(samples()))
    assert rows[2] == "| Get | walkthrough's shape / todo-k8s ≥ 2.5 | 2.50 (2.50–2.50) | met |"
    assert rows[3] == "| Get | Node / todo-k8s ≥ 1.3 | 1.20 (1.20–1.20) | **not met** |"


def test_a_ratio_is_of_each_round_by_itself() -> None:
    slower = [sample(name, each.cpu_micros * 10, each.work, 1) for each in samples() for name in [each.contestant]]
    slowest = [sample(name, cpu * 20 if name == "todo-k8s" else cpu * 60, "Get", 2) for name, cpu in CPU.items()]
    row = list(report.ratios([*samples(), *slower, *slowest]))[2]
    assert row == "| Get | walkthrough's shape / todo-k8s ≥ 2.5 | 2.50 (2.50–7.50) | met |"


def test_a_goal_may_be_met_with_some_numbers_of_clients_alone() -> None:
    others = [sample(each.contestant, 240.0 if "shape" in each.contestant else 100.0, each.work) for each in samples()]
    row = list(report.ratios([*samples(clients=1), *others]))[2]
    assert row.endswith("≥ 2.5 | 2.50 (2.50–2.50) | 2.40 (2.40–2.40) | met with 1 client only |")


def test_a_goal_is_not_met_by_rounding() -> None:
    others = [each for each in samples() if (each.work, each.contestant) != ("Get", "todo-k8s")]
    rows = report.ratios([*others, sample("todo-k8s", 106.9)])
    row = next(row for row in rows if row.startswith("| Get | ceiling"))
    assert row.endswith("| 0.75 (0.75–0.75) | **not met** |")


def test_growth_is_told_as_ratios_to_the_smallest() -> None:
    grown = [sample(name, cpu) for name, cpu in (("1,000 tasks", 100), ("10,000 tasks", 120), ("100,000 tasks", 121))]
    assert list(report.growth(grown)) == [
        "| store | call | clients | CPU a call, µs: 1,000 tasks | 10,000 tasks | 100,000 tasks | goal ≤ 1.2 |",
        "|---|---|---|---|---|---|---|",
        "| DynamoDB Local | Get | 8 | 100 | 1.20 (1.20–1.20) | 1.21 (1.21–1.21) | met with 10,000 tasks only |",
    ]


def test_the_page_is_what_the_figures_make_it() -> None:
    assert (DOCUMENTS / results.PAGE).read_text() == results.page(DOCUMENTS), "To fix, run the benchmark with `page`."


@pytest.mark.parametrize(
    "command", [("compare", "--starts", "2"), ("layers",), ("growth", "--most", "1000"), ("capacity",)], ids=" ".join
)
def test_each_command_measures_every_call(tmp_path: Path, command: tuple[str, ...]) -> None:
    require_engine()
    quick = ["--seconds", "0.2", "--rounds", "1", "--clients", "2", "--lists", "2", "--among", "200", "--out"]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-m", "todo_benchmarks.main", *quick, tmp_path, *command], check=True, env=environ)
    found = msgspec.json.decode((tmp_path / f"{command[0]}.json").read_bytes())["found"]
    writes = set() if command[0] == "layers" else {"Create", "Complete"}
    assert {"Get", "List 50"} | writes <= {each["work"] for each in found}
    assert {each.get("round", 0) for each in found} == set(range(2 if command[0] == "compare" else 1))
    assert "benchmarks -- --seconds 0.2 --rounds 1" in (tmp_path / results.PAGE).read_text()
