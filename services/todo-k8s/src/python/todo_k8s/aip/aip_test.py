"""Every service's API follows the AIPs (https://google.aip.dev): every rule holds for it, and can fail for ours."""

import importlib
import inspect
from collections.abc import Callable
from pathlib import Path

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto

from todo_k8s.aip import batch_rules, field_rules, method_rules, resource_rules
from todo_k8s.aip.api import Api
from todo_k8s.aip.breaks import BREAKS, Rule

OURS = "todo.v1"
# By package, the names of the modules that are generated from it.
MODULES: dict[str, list[str]] = {}
for proto in sorted(Path().glob("services/*/src/proto/**/*.proto")):
    package = ".".join(proto.parts[4:-1])
    MODULES.setdefault(package, []).append(f"{package}.{proto.stem}_pb2")
RULES: dict[str, Rule] = {
    name: rule
    for module in (resource_rules, method_rules, batch_rules, field_rules)
    for name, rule in inspect.getmembers(module, inspect.isfunction)
    if rule.__module__ == module.__name__ and not name.startswith("_")
}


def api(package: str = OURS) -> Api:
    """The API as it is, in messages of its own."""
    files = []
    for name in MODULES[package]:
        files.append(FileDescriptorProto())
        importlib.import_module(name).DESCRIPTOR.CopyToProto(files[-1])
    return Api(files)


def test_the_api_was_found() -> None:
    found = api()
    assert {"Task", "TaskList"} <= found.resources.keys()
    assert {"CompleteTask", "UndeleteTaskList"} <= {each.name for each in found.methods}


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("package", MODULES)
def test_the_api_follows(package: str, name: str) -> None:
    assert list(RULES[name](api(package))) == []


@pytest.mark.parametrize(("rule", "break_", "where"), BREAKS)
def test_a_rule_can_fail(rule: Rule, break_: Callable[[Api], object], where: str) -> None:
    broken = api()
    break_(broken)
    # What an Api has found in its files it keeps, so a new one is asked.
    found = list(rule(Api(broken.files)))
    assert found
    assert found[0].startswith(where)


def test_every_rule_is_seen_to_fail() -> None:
    assert {rule.__name__ for rule, _, _ in BREAKS} == RULES.keys()
