from todo.v1.task_pb2 import Task

from todo_k8s.client.task_tree import tree_of


def shown(*tasks: Task) -> list[str]:
    return [f"{'  ' * branch.depth}{branch.task.name}" for branch in tree_of(tasks)]


def test_each_parent_stands_before_its_subtasks_and_siblings_stay_in_order() -> None:
    flat = [Task(name="c", parent_task="b"), Task(name="d", parent_task="a"), Task(name="b", parent_task="a")]
    assert shown(*flat, Task(name="e"), Task(name="a")) == ["e", "a", "  d", "  b", "    c"]


def test_a_task_whose_parent_is_not_shown_stands_at_the_top() -> None:
    assert shown(Task(name="b", parent_task="gone"), Task(name="c", parent_task="b")) == ["b", "  c"]
