"""What the documents give to a shell: fenced blocks of commands, and of files that the commands need."""

import re
from dataclasses import dataclass
from pathlib import Path

PAGES = (Path("README.md"), Path("CONTRIBUTING.md"), *sorted(Path("docs/guide").glob("*.md")))

# The sentence that marks a block stands at the end of the line before it.
_BLOCK = re.compile(
    r"^(?P<before>[^\n]*)\n+```(?P<kind>\w*) ?(?P<file>\S*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)
_NEEDS = re.compile(r"(?:^| )Needs ([^.:]+):$")
# The lines that the shell asks for with `> ` belong to the command.
_STEP = re.compile(r"\$ (?P<command>.*\n(?:> .*\n)*)(?P<printed>(?:(?!\$ ).*\n)*)")


@dataclass(frozen=True)
class Step:
    """A command, and what it is said to print."""

    command: str
    printed: str


@dataclass(frozen=True)
class Block:
    kind: str
    """Such as `console` or `python`."""

    file: str
    """The name of the file that it is; empty where it is none."""

    need: str
    """What the sentence before it says that it needs and CI has not; empty without that sentence."""

    text: str

    def steps(self) -> list[Step]:
        """Raises ValueError where a line is neither a command (`$ `) nor printed by one."""
        if _STEP.sub("", self.text):
            raise ValueError(f"a block of commands begins with `$ `; this one does not:\n{self.text}")
        return [
            Step(found["command"].replace("\n> ", "\n").rstrip("\n"), found["printed"])
            for found in _STEP.finditer(self.text)
        ]


def blocks(text: str) -> list[Block]:
    return [
        Block(found["kind"], found["file"], need[1] if (need := _NEEDS.search(found["before"])) else "", found["text"])
        for found in re.finditer(_BLOCK, text)
    ]
