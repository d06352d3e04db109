"""The table of filters in the guide to the API: what is listed by each."""

import json
import re
import shlex

from console import Shell


def filters(text: str) -> dict[str, str]:
    """Empty where the page has no such table."""
    table = text.partition("| filter | titles |\n|---|---|\n")[2].partition("\n\n")[0]
    rows = (re.fullmatch(r"\| `(.*)` \| ?(.*?) ?\|", row) for row in table.splitlines())
    return {row[1]: row[2] for row in rows if row}


def answer(bash: Shell, filter: str) -> str:
    """The titles that a filter lists, by the alphabet, or the column at which it is refused. `api` is the page's."""
    request = json.dumps({"parent": "LIST", "filter": filter})
    real, _ = bash.run(f"api TaskService/ListTasks {shlex.quote(request)} 2>&1")
    refused = re.search(r"at column \d+:", real)
    return refused[0] if refused else ", ".join(sorted(re.findall('"title": "(.*)"', real)))
