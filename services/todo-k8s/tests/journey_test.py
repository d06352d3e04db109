"""The main job on real input, by the pexes: a file of to-dos put in, kept through a crash, and got out again."""

import json
from pathlib import Path

from cost import printed_cost
from pexes import server
from realistic_todos import realistic_lines
from stores import StoreSettings

COUNT = 5_000


def test_a_file_of_to_dos_goes_in_survives_a_crash_and_comes_out_the_same(store: StoreSettings, tmp_path: Path) -> None:
    lines = realistic_lines(COUNT, seed=1)
    file = tmp_path / "todo.txt"
    file.write_text("".join(f"{line}\n" for line in lines))
    log = tmp_path / "first.log"
    with server(log, *store.arguments, extra=store.environment) as first:
        with printed_cost(f"import of {COUNT:,}", first, log):
            first.todo("import", str(file), "--format", "todotxt", "--list", "home")
        first.kill()
    log = tmp_path / "second.log"
    with server(log, *store.arguments, extra=store.environment) as second:
        assert second.todo("export", "--format", "todotxt", "--list", "home").splitlines() == lines

        with printed_cost("the same again", second, log):
            second.todo("import", str(file), "--format", "todotxt", "--list", "home")
        assert second.todo("export", "--format", "todotxt", "--list", "home") == file.read_text()

        names = second.todo("ls", "--all", "--list", "home", "-o", "name").split()
        assert len(names) == len(set(names)) == COUNT

        active = second.todo("ls", "--list", "home", "-o", "name").split()
        assert len(active) == sum(not line.startswith("x ") for line in lines)
        second.todo("done", "--list", "home", *active[:3])
        assert second.todo("ls", "--list", "home", "-o", "name").split() == active[3:]
        shown = json.loads(second.todo("show", "--list", "home", active[0], "-o", "json"))
        assert (shown["name"], shown["state"]) == (active[0], "STATE_COMPLETED")
        assert second.terminate() == 0


def test_jsonl_comes_out_as_it_went_in(store: StoreSettings, tmp_path: Path) -> None:
    with server(tmp_path / "log", *store.arguments, extra=store.environment) as running:
        running.todo(
            "add", "Buy milk", "--list", "home", "--note", "2 litres\nfresh", "--due", "2026-02-01T09:30[Europe/Berlin]"
        )
        running.todo(
            "import", "-", "--format", "todotxt", "--list", "home", stdin="\n".join(realistic_lines(50, seed=2))
        )
        out = running.todo("export", "--format", "jsonl", "--list", "home")
        running.todo("import", "-", "--format", "jsonl", "--list", "copy", stdin=out)
        copied = running.todo("export", "--format", "jsonl", "--list", "copy")
        assert [_content(line) for line in copied.splitlines()] == [_content(line) for line in out.splitlines()]
        assert len(out.splitlines()) == 51


def _content(line: str) -> dict[str, object]:
    task = json.loads(line)
    kept = ("title", "notes", "state", "priority", "labels", "due", "annotations")
    return {field: task[field] for field in kept if field in task} | {"id": task["name"].rpartition("/")[2]}
