"""Every method that the protobuf files of `todo.v1` promise."""

import importlib
import pkgutil

from google.protobuf.descriptor import MethodDescriptor

import todo.v1  # pants: no-infer-dep  (a folder of generated modules; BUILD names them)

MODULES = [m.name for m in pkgutil.iter_modules(todo.v1.__path__, "todo.v1.") if m.name.endswith("_pb2")]
METHODS: list[MethodDescriptor] = [
    method
    for module in map(importlib.import_module, MODULES)
    for service in module.DESCRIPTOR.services_by_name.values()
    for method in service.methods
]


def path_of(method: MethodDescriptor) -> str:
    return f"/{method.containing_service.full_name}/{method.name}"


def name_of(method: MethodDescriptor) -> str:
    """`TaskService.GetTask`."""
    return f"{method.containing_service.name}.{method.name}"
