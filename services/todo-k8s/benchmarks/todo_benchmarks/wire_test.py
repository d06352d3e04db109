from click.testing import CliRunner

from todo_benchmarks import wire


def test_each_part_is_told_beside_bare_grpc() -> None:
    told = CliRunner().invoke(wire.main, ["--seconds", "0.05", "--rounds", "1"], catch_exceptions=False).output
    rows = [line.split("|")[1].strip() for line in told.splitlines()[2:]]
    assert rows == [part.name for part in wire.PARTS]
