"""What a document says that a command prints, held against what it prints."""

import re

# What differs from run to run although later steps name it: references, UUIDs and page tokens.
_VARYING = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?\b|\bWzEs[A-Za-z0-9_-]+")


class Printed:
    """Remembers what stands for what: one document, one of these."""

    def __init__(self) -> None:
        self._real: dict[str, str] = {}

    def command(self, command: str) -> str:
        """With what earlier commands really printed. What they did not print is the document's own choice."""
        return _VARYING.sub(lambda found: self._real.setdefault(found[0], found[0]), command)

    def matches(self, real: str, printed: str) -> bool:
        """Whether it is what the document says, in which `…` stands for anything: for lines, where it is alone on its
        own."""
        names: dict[str, str] = {}
        lines = printed.splitlines()
        pattern = "".join(r"(?:.*\n)*?" if line == "…" else f"{self._pattern(line, names)}\n" for line in lines)
        found = re.fullmatch(pattern, real)
        if found:
            self._real |= {text: found[name] for text, name in names.items()}
        return found is not None

    def _pattern(self, line: str, names: dict[str, str]) -> str:
        """The names are those of the groups that capture what varies, by what stands for it."""

        def group(text: str) -> str:
            if text in self._real:
                return re.escape(self._real[text])
            if text in names:
                return f"(?P={names[text]})"
            names[text] = f"varying{len(names)}"
            return f"(?P<{names[text]}>{_VARYING.pattern})"

        pattern, end = "", 0
        for found in _VARYING.finditer(line):
            pattern += _fixed(line[end : found.start()]) + group(found[0])
            end = found.end()
        return pattern + _fixed(line[end:])


def _fixed(text: str) -> str:
    return ".*".join(re.escape(part) for part in text.split("…"))
