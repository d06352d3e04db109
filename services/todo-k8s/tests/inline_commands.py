"""Commands that documents name within their sentences, and whether a block or `.ci/run` has them, too.

A command is a code span of two words or more that begins with a program: a path of this repository, what a command in
a block begins with, or a tool that is known to everybody.
"""

import re
from collections.abc import Iterable, Iterator

# fmt: off
_TOOLS = {
    "apt", "apt-get", "aws", "brew", "buf", "curl", "docker", "git", "jsonnet", "kind", "kubectl", "minikube", "npm",
    "pip", "pytest", "python", "python3", "python3.11", "terraform", "uv",
}
# fmt: on
_PATH = re.compile(r"\./|\.ci/|build-support/|dist/|docker/|services/")
_BLOCK = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"`([^`]+)`")
_SETTING = re.compile(r"\w+=.*")
_PLACEHOLDER = re.compile(r"[A-Z_]+")


def program_of(command: str) -> str:
    """Its first word that is no setting of the environment; empty where there is none."""
    return next((word for word in command.split() if not _SETTING.fullmatch(word)), "")


def inline_commands(text: str, programs: Iterable[str]) -> Iterator[str]:
    known = _TOOLS | set(programs)
    for span in _SPAN.findall(_BLOCK.sub("", text)):
        words = span.removeprefix("$ ").split()
        if len(words) > 1 and (words[0] in known or _PATH.match(words[0])):
            yield " ".join(words)


def stands_in(command: str, others: Iterable[str]) -> bool:
    """Whether one of the others is it, or begins with it; a word in capitals stands for any."""
    words = command.split()
    return any(_begins(other.split(), words) for other in others)


def _begins(other: list[str], words: list[str]) -> bool:
    pairs = zip(words, other, strict=False)
    return len(other) >= len(words) and all(word == at or _PLACEHOLDER.fullmatch(word) for word, at in pairs)
