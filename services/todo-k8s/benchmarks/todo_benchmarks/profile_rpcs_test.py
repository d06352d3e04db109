from click.testing import CliRunner

from todo_benchmarks import profile_rpcs
from todo_k8s.server.testing_methods import METHODS


def test_every_rpc_is_told_with_the_functions_that_take_most() -> None:
    told = CliRunner().invoke(profile_rpcs.main, ["--calls", "2", "--functions", "3"], catch_exceptions=False).output
    title, *rows = (line.split("|")[1].strip() for line in told.splitlines() if line.startswith("| "))
    assert title == "RPC"
    assert {row.partition(",")[0] for row in rows} == {
        f"{method.containing_service.name}/{method.name}" for method in METHODS
    }
    assert "List reduced" in told
