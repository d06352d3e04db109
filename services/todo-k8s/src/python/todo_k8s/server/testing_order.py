"""How the oracle checks the active tasks as they are listed behind a change, against those before it."""

from collections.abc import Collection, Sequence
from copy import deepcopy

from todo.v1.task_pb2 import Task
from todo.v1.task_service_pb2 import CreateTaskRequest, MoveTaskRequest, ReopenTaskRequest, UndeleteTaskRequest

from todo_k8s.server.testing_effects import stamp
from todo_k8s.server.testing_mutations import Mutation, parent_of
from todo_k8s.server.testing_oracle import Call, Oracle
from todo_k8s.server.testing_settling import keep
from todo_k8s.server.testing_subtasks import place_of
from todo_k8s.server.testing_undo import Undone


def settle_order(
    oracle: Oracle, list_name: str, request: Mutation, changed: Task, before: Sequence[Task], after: Sequence[Task]
) -> None:
    """Of this list; a move can have taken the task to another one."""
    names = [task.name for task in after]
    others = [task for task in before if task.name != changed.name and task.name in names]
    known_before = {task.name for task in others}
    assert [name for name in names if name in known_before] == [task.name for task in others]
    may_shift = isinstance(request, MoveTaskRequest | ReopenTaskRequest | UndeleteTaskRequest)
    stays = may_shift and parent_of(changed.name) == list_name
    check_active(oracle, list_name, after, {changed.name} if stays else set(names))
    if changed.name in names:
        _check_place(request, changed, [task.name for task in after if task.parent_task == changed.parent_task])


def settle_undo(
    oracle: Oracle, expected: Undone, request_id: str, before: Sequence[Task], after: Sequence[Task]
) -> None:
    """Takes over what was changed back, too."""
    changed = expected.changed
    progress = {name: (oracle.runs.progress(name), then) for name, then in expected.progress.items()}
    for name, then in expected.progress.items():
        oracle.runs.restore(name, then)
    for actual in changed:
        keep(oracle, actual)
    oracle.calls[parent_of(changed[0].name)].append(Call("UndoEvent", request_id, progress=progress))
    undone = {each.name for each in changed}
    assert [task.name for task in after if task.name not in undone] == [
        task.name for task in before if task.name not in undone
    ]
    check_active(oracle, parent_of(changed[0].name), after, undone)


def check_active(oracle: Oracle, list_name: str, after: Sequence[Task], changed: Collection[str]) -> None:
    """That they are as they should be, and each behind the one before; those that were not changed may have made
    room."""
    assert sorted(task.name for task in after) == sorted(task.name for task in oracle.active(list_name))
    positions = [place_of(task) for task in after]
    assert all(low < high for low, high in zip(positions, positions[1:], strict=False)), positions
    for task in after:
        known = oracle.kept_tasks[task.name]
        if task.position != known.position and task.name not in changed:
            oracle.kept_tasks[task.name] = _shifted(oracle, known, task)
        assert task == oracle.kept_tasks[task.name]


def _shifted(oracle: Oracle, known: Task, actual: Task) -> Task:
    wanted = deepcopy(known)
    wanted.position, wanted.etag = actual.position, actual.etag
    wanted.update_time.CopyFrom(stamp(oracle.now))
    assert actual.etag not in oracle.etags[known.name]
    oracle.etags[known.name].append(actual.etag)
    return wanted


def _check_place(request: Mutation, changed: Task, names: Sequence[str]) -> None:
    """`names` are those of all its active siblings now."""
    place = names.index(changed.name)
    if isinstance(request, CreateTaskRequest):
        assert place == len(names) - 1, "new tasks come last"
    if isinstance(request, MoveTaskRequest):
        if request.next_sibling:
            assert names[place + 1] == request.next_sibling
        elif request.previous_sibling:
            assert place and names[place - 1] == request.previous_sibling
        else:
            assert place == (0 if request.edge == MoveTaskRequest.EDGE_FIRST else len(names) - 1)
