"""Every module generated from a protobuf file of this repository imports, and is not newer than its runtime."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

import google.protobuf
import grpc
import pytest
from packaging.version import Version

PROTOS = sorted(Path.cwd().glob("services/*/src/proto/**/*.proto"))
MODULES = [
    ".".join(path.with_suffix("").parts).rpartition(".src.proto.")[2] + suffix
    for path in PROTOS
    for suffix in ("_pb2", "_pb2_grpc")
]
MESSAGES_AT = re.compile(r"ValidateProtobufRuntimeVersion\(\s*\S+,\s*(\d+),\s*(\d+),\s*(\d+)")
SERVICES_AT = re.compile(r"GRPC_GENERATED_VERSION = '([\d.]+)'")


def test_there_are_protobuf_files() -> None:
    assert PROTOS


@pytest.mark.parametrize("module", [name for name in MODULES if name.endswith("_pb2")])
def test_messages_are_not_newer_than_the_runtime(module: str) -> None:
    at = MESSAGES_AT.search(inspect.getsource(importlib.import_module(module)))
    assert at
    assert Version(".".join(at.groups())) <= Version(google.protobuf.__version__)


@pytest.mark.parametrize("module", [name for name in MODULES if name.endswith("_pb2_grpc")])
def test_services_are_not_newer_than_the_runtime(module: str) -> None:
    at = SERVICES_AT.search(inspect.getsource(importlib.import_module(module)))
    assert at
    assert Version(at[1]) <= Version(grpc.__version__)
