from click.testing import CliRunner

from todo_benchmarks import profile_rpcs


def test_each_rpc_is_told_with_the_functions_that_take_most() -> None:
    told = CliRunner().invoke(profile_rpcs.main, ["--calls", "10", "--functions", "3"], catch_exceptions=False).output
    rows = [line.split("|")[1].strip() for line in told.splitlines() if line.startswith("| ")]
    assert rows[0] == "RPC"
    assert {row.partition("/")[0] for row in rows[1:]} == {
        "TaskService",
        "TaskListService",
        "MemberService",
        "EventService",
        "SyncService",
    }
    assert "List reduced" in told
