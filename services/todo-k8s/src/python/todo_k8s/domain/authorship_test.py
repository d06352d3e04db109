"""Who changed a thing last, and with which request: stored with it, so that a client knows its own echo."""

from pathlib import Path
from uuid import uuid4

from todo_k8s.domain.model import Task
from todo_k8s.domain.requests import CreateTask, Edge, MoveTask, TaskInput, UpdateTaskList
from todo_k8s.domain.testing import ANN, Service, mutation, service
from todo_k8s.storage import item_fields, keys

ONCE = "7C9E6679-7425-40DE-944B-E07FC1F90AE7"


async def stored(todo: Service, task: Task) -> tuple[str, str]:
    found = await todo.get(task)
    return found.actor, found.request_id


async def test_a_task_tells_who_changed_it_last(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task = await todo.tasks.create(ANN, CreateTask(home.name, TaskInput("milk"), "", mutation(ONCE)))
        assert await stored(todo, task) == ("ann", ONCE.lower())
        again, back = str(uuid4()), str(uuid4())
        await todo.complete(task, request_id=again)
        assert await stored(todo, task) == ("ann", again)
        await todo.undo(home, 3, request_id=back)
        assert await stored(todo, task) == ("ann", back)


async def test_so_does_a_task_that_was_changed_along_with_another(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        top = await todo.new_task(await todo.new_list())
        below = await todo.new_subtask(top)
        await todo.complete(below, request_id=ONCE)
        assert await stored(todo, top) == ("ann", ONCE.lower())


async def test_so_does_a_list_of_its_own_changes_alone(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        await todo.lists.update(ANN, UpdateTaskList(home.name, "house", "", (), mutation(ONCE)))
        await todo.new_task(home)
        found = await todo.lists.get(ANN, home.name)
        assert (found.actor, found.request_id, found.revision, found.sequence) == ("ann", ONCE.lower(), 2, 3)


async def test_what_stands_where_a_task_was_tells_its_change(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home, work = await todo.new_list("home"), await todo.new_list("work")
        task = await todo.new_task(home)
        await todo.tasks.move(ANN, MoveTask(task.name, Edge.LAST, "", mutation(ONCE), work.name))
        (item,) = await todo.table.get(keys.task(home.id, task.id))
        assert item and item_fields.authorship_of(item) == ("ann", ONCE.lower())


async def test_events_tell_it_by_themselves_and_no_field_is_changed_by_it(tmp_path: Path) -> None:
    async with service(tmp_path) as todo:
        home = await todo.new_list()
        task = await todo.new_task(home)
        await todo.complete(task, request_id=ONCE)
        event = await todo.events.get(ANN, f"{home.name}/events/3")
        assert event.fields == ("complete_time", "state")
        assert not {"actor", "request"} & {*event.before, *event.after}
