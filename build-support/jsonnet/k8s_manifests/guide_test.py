"""The examples of docs/guide/jsonnet.md, evaluated as a reader would."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from k8s_manifests.evaluation import RenderError, evaluate

_GUIDE = Path("docs/guide/jsonnet.md")
_BLOCK = re.compile(r"```(jsonnet|json|error) ?(\S*)\n(.*?)```", re.DOTALL)
_BLOCKS = [match.groups() for match in _BLOCK.finditer(_GUIDE.read_text())]
_OUTCOMES = [(source, outcome) for source, outcome in pairwise(_BLOCKS) if outcome[0] != "jsonnet"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All files of the guide."""
    for kind, name, text in _BLOCKS:
        if kind == "jsonnet":
            (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(("source", "outcome"), _OUTCOMES, ids=lambda block: block[1])
def test_an_example_makes_what_stands_below_it(
    folder: Path, source: tuple[str, str, str], outcome: tuple[str, str, str]
) -> None:
    kind, _, expected = outcome
    if kind == "error":
        with pytest.raises(RenderError) as refused:
            evaluate(Path(), folder / source[1], source[2], {})
        assert str(refused.value).splitlines()[0] == expected.strip()
    else:
        assert json.loads(evaluate(Path(), folder / source[1], source[2], {})) == json.loads(expected)


def test_there_are_examples_of_both_outcomes() -> None:
    assert {outcome[0] for _, outcome in _OUTCOMES} == {"json", "error"}
