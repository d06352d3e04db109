"""Manifests to fail: those of a real service, with one field changed or taken out."""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from k8s_manifests.environments import environment
from k8s_manifests.rendering import render

REMOVED = object()
"""In place of a value: the field is taken out."""


def manifest(environment_name: str) -> list[Any]:
    """The objects of todo-k8s in that environment, to change at will."""
    return deepcopy(_rendered(environment_name))


@cache
def _rendered(environment_name: str) -> list[Any]:
    text = render(Path(), environment(Path(), "todo-k8s", environment_name), "1", "1")
    objects: list[Any] = json.loads(text)["items"]
    return objects


def changed(environment_name: str, path: str, value: object) -> list[Any]:
    """`path` begins with the place of an object among those of its kind, for example Service.1/spec/clusterIP."""
    objects = manifest(environment_name)
    first, *steps = path.split("/")
    kind, _, place = first.partition(".")
    chosen = [each for each in objects if each["kind"] == kind][int(place or 0)]
    if not steps:
        return [each for each in objects if each is not chosen]
    *way, last = [int(step) if step.isdigit() else step.replace("~", "/") for step in steps]
    at: Any = chosen
    for step in way:
        at = at[step]
    if value is REMOVED:
        del at[last]
    else:
        at[last] = value
    return objects


def field_paths(objects: list[Any]) -> Iterator[str]:
    """Every object, and every field in it but for what it is, in the form that `changed` takes."""
    seen: dict[str, int] = {}
    for each in objects:
        place = seen[each["kind"]] = seen.get(each["kind"], -1) + 1
        yield f"{each['kind']}.{place}"
        for name in each:
            if name not in ("apiVersion", "kind"):
                yield from _paths(each[name], f"{each['kind']}.{place}/{name}")


def _paths(value: Any, path: str) -> Iterator[str]:
    yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _paths(inner, f"{path}/{name.replace('/', '~')}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _paths(inner, f"{path}/{place}")
