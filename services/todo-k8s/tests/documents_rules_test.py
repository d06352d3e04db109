"""Which commands are found in a document, and which of them are known to be run."""

from pathlib import Path

import pytest

import ci_run
from documents import Block, Step, blocks
from filter_table import filters
from printed import Printed

PAGE = """Text.

```console
$ echo a \\
> b
a b
$ true
```

More of it. Needs a cluster:

```console
$ kubectl get pods
```

```python hello.py
print()
```
"""


def test_blocks_know_their_files_and_needs() -> None:
    first, second, third = blocks(PAGE)
    assert first.steps() == [Step("echo a \\\nb", "a b\n"), Step("true", "")]
    assert (second.need, first.need) == ("a cluster", "")
    assert third == Block("python", "hello.py", "", "print()\n")


def test_a_block_that_begins_without_a_prompt_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with"):
        Block("console", "", "", "echo a\n$ true\n").steps()


@pytest.mark.parametrize(
    "command",
    ["./pants lint check test ::   # all", 'export PYTHON_IMAGE="$(docker/python3.11/stand_in.sh)"', ".ci/run"],
)
def test_what_ci_runs_is_known(command: str) -> None:
    assert ci_run.runs(command)


@pytest.mark.parametrize(
    "command", ["./pants test services::", "./pants tailor ::", "build-support/bin/run_job", "true"]
)
def test_what_ci_does_not_run_is_not_taken_for_run(command: str) -> None:
    assert not ci_run.runs(command)


def test_what_varies_is_the_same_wherever_it_stands() -> None:
    printed = Printed()
    assert printed.matches("made 11111111 and 22222222\n", "made aaaaaaaa and bbbbbbbb\n")
    assert printed.command("rm aaaaaaaa") == "rm 11111111"
    assert not printed.matches("22222222\n", "aaaaaaaa\n")
    assert not printed.matches("11111111 22222222\n", "cccccccc cccccccc\n")


def test_what_is_left_out_may_be_anything() -> None:
    printed = Printed()
    assert printed.matches("a\nb\nc = 1\n", "…\nc = …\n")
    assert not printed.matches("a\nb\nd = 1\n", "…\nc = …\n")


def test_the_table_of_filters_is_found() -> None:
    assert len(filters(Path("docs/guide/api.md").read_text())) > 10
