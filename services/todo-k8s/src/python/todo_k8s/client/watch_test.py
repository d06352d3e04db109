"""The command that follows a list, against a real server."""

import signal

from todo_k8s.client.references import short
from todo_k8s.client.testing import Todo
from todo_k8s.client.testing_terminal import at_terminal
from todo_k8s.client.testing_watch import told, watching


def test_off_a_terminal_changes_are_lines_of_json(todo: Todo) -> None:
    todo.add("Milk")
    with watching(todo) as process:
        there, token = told(process)
        assert [each["task"]["title"] for each in there if "task" in each] == ["Milk"]
        bread = todo.add("Bread")
        (added,), _ = told(process)
        todo("rm", bread)
        (removed,), _ = told(process)
    assert (added["task"]["name"], added["actor"]) == (bread, "users/local")
    assert removed["removal"] == {"name": bread, "reason": "REASON_DELETED"}
    with watching(todo, "--since", token) as process:
        again, _ = told(process)
    assert [each["removal"]["name"] for each in again] == [bread]


def test_it_ends_when_it_is_interrupted(todo: Todo) -> None:
    todo.add("Milk")
    with watching(todo) as process:
        told(process)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert process.stderr
        assert process.stderr.read() == ""


def test_it_ends_when_nobody_reads_any_more(todo: Todo) -> None:
    todo.add("Milk")
    with watching(todo) as process:
        told(process)
        assert process.stdout
        process.stdout.close()
        assert process.wait(60) == 141
        assert process.stderr
        assert process.stderr.read() == ""


def test_what_cannot_be_watched_is_told(todo: Todo) -> None:
    todo.add("Milk")
    assert "there is no list" in todo("watch", "nowhere", expect=3).stderr
    assert "SYNC_TOKEN_INVALID" in todo("watch", "--since", "x", expect=5).stderr
    assert "there is no csv of what has no end" in todo("watch", "-o", "csv", expect=2).stderr


def test_on_a_terminal_the_list_changes_with_what_is_done(todo: Todo) -> None:
    milk = todo.add("Milk")
    todo.add("Oat", "--under", milk)
    with at_terminal(todo, "watch") as terminal:
        terminal.wait_for(rf"{short(milk)} .*Milk")
        terminal.wait_for("watching ")
        todo("done", milk, "--with-subtasks")
        terminal.wait_for(r"local completed \w+ and 1 more")
        todo.add("Bread")
        terminal.wait_for("local added Bread")
        terminal.type("\x03")
        assert terminal.end() == 130
        assert "Traceback" not in terminal.shown


def test_what_was_there_is_no_news_however_much_it_is(todo: Todo) -> None:
    todo("import", "--format", "todotxt", "-", stdin="".join(f"Task {number}\n" for number in range(120)))
    with at_terminal(todo, "watch") as terminal:
        seen = terminal.wait_for("watching ")
        todo.add("Bread")
        seen += terminal.wait_for("local added Bread")
        assert "added Task" not in seen
        terminal.type("\x03")
        assert terminal.end() == 130
