from collections.abc import Mapping

import click
import pytest
from click.testing import CliRunner

from grpc_service.parsers import boolean, one_of, seconds
from grpc_service.settings import Reader, Setting, SettingsError, markdown_table, options

COLOUR = Setting("--colour", "SHOP_COLOUR", "red", one_of(("red", "blue")), "Colour of the door.", "NAME")
DELAY = Setting("--open-delay", "SHOP_OPEN_DELAY", "0.5", seconds(60), "Seconds until it opens.", "SECONDS")
OPEN = Setting("--open", "SHOP_OPEN", "false", boolean, "Whether it is open.", switch=True)
SETTINGS = (COLOUR, DELAY, OPEN)


def read(flags: Mapping[str, str | None], environ: Mapping[str, str]) -> tuple[str, float, bool]:
    reader = Reader(flags, environ)
    values = reader.get(COLOUR), reader.get(DELAY), reader.get(OPEN)
    reader.finish()
    return values


def test_a_flag_goes_before_the_variable_and_that_before_the_default() -> None:
    assert read({}, {}) == ("red", 0.5, False)
    assert read({}, {"SHOP_COLOUR": "blue", "SHOP_OPEN": "true"}) == ("blue", 0.5, True)
    assert read({"open_delay": "3"}, {"SHOP_OPEN_DELAY": "4"}) == ("red", 3.0, False)
    assert read({"colour": None}, {"SHOP_COLOUR": ""}) == ("red", 0.5, False)


def test_all_problems_are_told_at_once_with_name_value_and_fix() -> None:
    with pytest.raises(SettingsError) as caught:
        read({"colour": "green"}, {"SHOP_OPEN_DELAY": "soon", "SHOP_OPEN": "yes"})
    assert caught.value.problems == (
        "--colour (SHOP_COLOUR) is 'green': write one of red, blue.",
        "--open-delay (SHOP_OPEN_DELAY) is 'soon': write a number of seconds from 0 to 60.",
        "--open (SHOP_OPEN) is 'yes': write true or false.",
    )


@pytest.mark.parametrize("text", ["-1", "60.1", "nan", "inf", "-inf", ""])
def test_seconds_are_finite_and_bounded(text: str) -> None:
    with pytest.raises(ValueError, match="from 0 to 60"):
        seconds(60)(text)


def test_a_misspelled_variable_is_a_problem_and_another_programs_is_not() -> None:
    environ = {
        "SHOP_COLOR": "blue",
        "SHOP_COLOUR": "blue",
        "SHOP_CLIENT": "x",
        "SHOP_WINDOW": "x",
        "SHOP_SERVICE_PORT": "80",
        "SHOP_COLOURS_PORT_80_TCP_ADDR": "10.0.0.1",
        "OTHER": "x",
    }
    reader = Reader({}, environ)
    assert reader.misspelled("SHOP_", SETTINGS, ["SHOP_CLIENT"]) == ["SHOP_WINDOW"]
    with pytest.raises(SettingsError, match=r"^SHOP_COLOR is no setting: did you mean SHOP_COLOUR\?$"):
        reader.finish()


def test_flags_reach_the_reader_through_click() -> None:
    @click.command()
    @options(SETTINGS)
    def show(**flags: str | None) -> None:
        click.echo(read(flags, {}))

    assert CliRunner().invoke(show, ["--colour", "blue", "--open"]).output == "('blue', 0.5, True)\n"
    shown = " ".join(CliRunner().invoke(show, ["--help"]).output.split())
    assert "--open-delay SECONDS Seconds until it opens. [SHOP_OPEN_DELAY; default: 0.5]" in shown


def test_the_table_shows_every_row() -> None:
    assert markdown_table(SETTINGS) == (
        "| flag | variable | default | meaning |\n"
        "|---|---|---|---|\n"
        "| `--colour NAME` | `SHOP_COLOUR` | `red` | Colour of the door. |\n"
        "| `--open-delay SECONDS` | `SHOP_OPEN_DELAY` | `0.5` | Seconds until it opens. |\n"
        "| `--open` | `SHOP_OPEN` | `false` | Whether it is open. |\n"
    )
