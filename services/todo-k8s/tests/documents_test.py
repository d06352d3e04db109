"""Every command of the documents is run, here or by `.ci/run`, or says what it needs that CI has not."""

import os
import re
from pathlib import Path

import pytest

import ci_run
from console import Shell, shell
from documents import PAGES, Step, blocks
from engines import require
from filter_table import answer, filters
from image.jobs import RUN_BY_THESE_TESTS
from inline_commands import inline_commands, program_of, stands_in
from pexes import CLIENT, SERVER, server
from printed import Printed

ADDRESS = "127.0.0.1:8081"
"""Where the server of the documents serves."""

NEEDS = {"a cluster", "an AWS account", "Homebrew", "Terraform's registry", "jsonnet"}
"""What a block may need: the documents say it in these words, and CI has none of it."""

BLOCKS = {page: blocks(page.read_text()) for page in PAGES}

COMMANDS = [
    step.command for page in PAGES for block in BLOCKS[page] if block.kind == "console" for step in block.steps()
]
"""In blocks, which are run or marked."""

ELSEWHERE = RUN_BY_THESE_TESTS | set(ci_run.commands(Path(".ci/run")))
"""Commands that are run, but not by this file."""


def to_run(page: Path) -> list[Step]:
    consoles = (block for block in BLOCKS[page] if block.kind == "console" and not block.need)
    return [step for block in consoles for step in block.steps() if not run_elsewhere(step.command)]


def run_elsewhere(command: str) -> bool:
    return command in RUN_BY_THESE_TESTS or ci_run.runs(command)


@pytest.mark.parametrize("page", [page for page in PAGES if to_run(page)], ids=str)
def test_commands_print_what_the_page_says(page: Path, tmp_path: Path) -> None:
    steps = to_run(page)
    if any("grpcurl" in step.command for step in steps):
        require("grpcurl")
    folder = checkout(tmp_path / "checkout")
    with server(tmp_path / "log", "--store", f"sqlite:{tmp_path}/todo.db") as running:
        for block in BLOCKS[page]:
            if block.file:
                (folder / block.file).write_text(block.text.replace(ADDRESS, running.address))
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TODO_SERVER": running.address}
        with shell(folder, environment) as bash:
            follow(steps, bash, running.address)
            told = filters(page.read_text())
            assert {filter: answer(bash, filter) for filter in told} == told


def checkout(folder: Path) -> Path:
    """Looks like the monorepo after the pexes were built."""
    (folder / "dist").mkdir(parents=True)
    for each in Path.cwd().iterdir():
        if each.name in ("build-support", "docker", "docs", "services"):
            (folder / each.name).symlink_to(each)
    for pex in (CLIENT, SERVER):
        (folder / "dist" / pex.name).symlink_to(pex)
    return folder


def follow(steps: list[Step], bash: Shell, address: str) -> None:
    expected = Printed()
    for step in steps:
        real, code = bash.run(expected.command(step.command).replace(ADDRESS, address))
        real = real.replace(address, ADDRESS)
        assert code == 0 or real.startswith("ERROR:"), f"$ {step.command}\n{real}"
        assert expected.matches(real, step.printed), f"$ {step.command}\n{real}"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_blocks_of_commands_can_be_found_and_run(page: Path) -> None:
    for block in BLOCKS[page]:
        assert block.kind not in ("bash", "sh", "shell", "zsh"), f"write ```console and `$ `:\n{block.text}"
        if block.kind == "console":
            assert block.steps()
    indented = [line for line in page.read_text().splitlines() if line.startswith((" ", ">")) and "```" in line]
    assert indented == [], "a block that does not begin at the margin is not found"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_command_within_a_sentence_is_run_or_marked_too(page: Path) -> None:
    found = inline_commands(page.read_text(), map(program_of, COMMANDS))
    unproved = [command for command in found if not stands_in(command, [*COMMANDS, *ELSEWHERE])]
    assert unproved == [], "to fix, put it into a block, which is run or says what it needs"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_what_a_block_needs_is_something_that_ci_has_not(page: Path) -> None:
    assert {block.need for block in BLOCKS[page]} <= NEEDS | {""}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_to_other_pages_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#:]*\.md)?(?:#([^)]*))?\)", page.read_text()):
        target = Path(os.path.normpath(page.parent / link[0])) if link[0] else page
        if target.parent in {each.parent for each in PAGES}:
            assert target in PAGES, link
            assert not link[1] or link[1] in anchors(target), link


def anchors(page: Path) -> set[str]:
    """Of its headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_index_has_every_page_of_the_guide() -> None:
    index = Path("docs/guide/README.md")
    linked = set(re.findall(r"\]\((\w+\.md)\)", index.read_text()))
    assert linked == {page.name for page in PAGES if page.parent == index.parent} - {index.name}
