import pytest

from todo_k8s.client.failure import Failure
from todo_k8s.client.settings import Sourced, of_environment


def test_variables_are_read_and_empty_ones_are_none() -> None:
    environ = {"TODO_SERVER": "h:1", "TODO_LIST": "", "TODO_TIMEOUT": "2.5", "TODO_FORMAT": "x"}
    found = {"server": Sourced("h:1", "TODO_SERVER"), "timeout": Sourced(2.5, "TODO_TIMEOUT")}
    assert of_environment(environ) == found


@pytest.mark.parametrize(
    ("variable", "text", "message"),
    [
        ("TODO_TIMEOUT", "soon", "TODO_TIMEOUT is 'soon'; give seconds, a number above 0 such as 10"),
        ("TODO_TIMEOUT", "0", "TODO_TIMEOUT is 0.0; give seconds, a number above 0 such as 10"),
        ("TODO_TIMEOUT", "inf", "TODO_TIMEOUT is inf; give seconds, a number above 0 such as 10"),
        ("TODO_TIMEOUT", "nan", "TODO_TIMEOUT is nan; give seconds, a number above 0 such as 10"),
        ("TODO_OUTPUT", "xml", "TODO_OUTPUT is 'xml'; give one of table, json, ndjson, yaml, csv, name"),
    ],
)
def test_one_that_makes_no_sense_is_told(variable: str, text: str, message: str) -> None:
    with pytest.raises(Failure) as wrong:
        of_environment({variable: text})
    assert (str(wrong.value), wrong.value.exit_code) == (message, 2)
