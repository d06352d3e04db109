import click
import pytest
from click.testing import CliRunner, Result

from grpc_service.address import BindError
from grpc_service.command import Flags, Program, command_of
from grpc_service.server_settings import ServerTable
from grpc_service.settings import SettingsError, markdown_table

TABLE = ServerTable("SHOP_", 8000, "empty the shelves")
ROWS = (*TABLE.addresses, *TABLE.process)


class NoShelves(Exception):
    pass


def command(error: Exception | None = None) -> click.Group:
    """A server that says its flags where it would serve, or fails."""

    def serve(flags: Flags) -> None:
        if error:
            raise error
        click.echo(dict(flags))

    return command_of(
        Program(
            "shop-server",
            "Serves the shop.",
            "0.1.0+g1a2b3c4d",
            ROWS,
            TABLE,
            readiness="shop.v1.ShopService",
            serve=serve,
            refusals=(NoShelves,),
        )
    )


def run(*arguments: str, error: Exception | None = None) -> Result:
    return CliRunner().invoke(command(error), arguments)


def test_without_a_subcommand_it_serves_with_its_flags() -> None:
    assert run("--drain-delay", "3").output == "{'drain_delay': '3'}\n"


def test_help_says_what_it_serves_and_every_setting() -> None:
    shown = run("--help").output
    assert "Serves the shop." in shown
    assert [row.flag for row in ROWS if row.flag not in shown] == []


def test_the_version_is_that_of_the_build() -> None:
    assert run("version").output == "shop-server 0.1.0+g1a2b3c4d\n"


def test_the_table_of_the_settings_is_for_the_readme() -> None:
    assert run("settings").output == markdown_table(ROWS)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SettingsError(["One is wrong.", "Two is too."]), "shop-server: One is wrong.\nshop-server: Two is too.\n"),
        (BindError("cannot listen"), "shop-server: cannot listen\n"),
        (NoShelves("build some"), "shop-server: build some\n"),
    ],
)
def test_what_people_can_mend_is_told_without_a_traceback(error: Exception, said: str) -> None:
    ended = run(error=error)
    assert (ended.exit_code, ended.stdout, ended.stderr) == (2, "", said)


def test_what_should_not_happen_is_not_hidden() -> None:
    assert isinstance(run(error=KeyError("x")).exception, KeyError)


def test_health_is_asked_where_the_server_listens() -> None:
    ended = CliRunner().invoke(command(), ["--listen", "0.0.0.0:1", "healthcheck"])
    assert ended.exit_code == 1
    assert ended.stderr.startswith("nobody answers at 127.0.0.1:1: UNAVAILABLE")
    wrong = CliRunner().invoke(command(), ["--listen", "1", "healthcheck"])
    assert (wrong.exit_code, wrong.stderr.partition(":")[0]) == (2, "shop-server")


def test_health_is_asked_where_probes_are_answered_and_without_tls() -> None:
    tls = ["--listen", "127.0.0.1:2", "--tls-certificate", "tls.crt", "--tls-key", "tls.key"]
    ended = CliRunner().invoke(command(), [*tls, "--health-listen", "0.0.0.0:1", "healthcheck"])
    assert ended.stderr.startswith("nobody answers at 127.0.0.1:1: UNAVAILABLE")
    unanswerable = CliRunner().invoke(command(), [*tls, "healthcheck"])
    assert (unanswerable.exit_code, unanswerable.stderr) == (
        2,
        "shop-server: --health-listen (SHOP_HEALTH_LISTEN) is '': health is asked without TLS; write an address for"
        " that alone.\n",
    )
