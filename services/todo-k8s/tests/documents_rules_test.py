"""Which commands are found in a document, and which of them are known to be run."""

from pathlib import Path

import pytest

import ci_run
from documents import Block, Step, blocks
from filter_table import filters
from inline_commands import inline_commands, program_of, stands_in
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


def test_commands_within_sentences_are_found() -> None:
    text = (
        "`todo add\nMilk`, `./pants`, `$ docker ps -a`, `state = DONE`, `dist/x.pex run`.\n```console\n$ `git x`\n```\n"
    )
    programs = map(program_of, ["todo ls", "A=1 B=2 ./pants test ::"])
    assert list(inline_commands(text, programs)) == ["todo add Milk", "docker ps -a", "dist/x.pex run"]


def test_a_command_within_a_sentence_is_the_beginning_of_one_that_is_run() -> None:
    run = ["./pants lint check ::", "new_service greeter"]
    assert stands_in("./pants lint", run)
    assert stands_in("new_service NAME", run)
    assert not stands_in("./pants check", run)
    assert not stands_in("new_service greeter --force", run)


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
