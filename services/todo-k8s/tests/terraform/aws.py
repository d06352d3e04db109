"""A stand-in for AWS: moto's server in a process of its own, which writes down each request."""

import json
import os
import re
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.session import Session
from moto import server

ACCOUNT = "123456789012"
"""moto's."""

REGION = "us-east-1"

_START_SECONDS = 60.0
_RUNNING = re.compile(r"Running on (http://127\.0\.0\.1:\d+)")


@dataclass(frozen=True)
class Call:
    """A call of DynamoDB."""

    operation: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Aws:
    endpoint: str
    recording: Path

    def environment(self, caller: str) -> dict[str, str]:
        """What makes any AWS program reach it, as somebody whose access key is this one."""
        return {
            "AWS_ACCESS_KEY_ID": caller,
            "AWS_SECRET_ACCESS_KEY": caller,
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        }

    def client(self, service: str) -> Any:
        return client(service, self.endpoint)

    def dynamodb_calls(self, caller: str) -> list[Call]:
        """Those that were signed with this access key, from the start."""
        calls: list[Call] = []
        for line in self.recording.read_text().splitlines():
            request = json.loads(line)
            headers = {name.lower(): value for name, value in request["headers"].items()}
            service, _, operation = headers.get("x-amz-target", "").partition(".")
            if service == "DynamoDB_20120810" and f"Credential={caller}/" in headers.get("authorization", ""):
                calls.append(Call(operation, json.loads(b64decode(request["body"]))))
        return calls


def client(service: str, endpoint: str) -> Any:
    session = Session()
    session.set_credentials("test", "test")
    return session.create_client(service, REGION, endpoint_url=endpoint)


@contextmanager
def running(folder: Path) -> Iterator[Aws]:
    """Keeps its files in `folder`."""
    log, recording = folder / "moto.log", folder / "recording.jsonl"
    recording.touch()
    environment = {"MOTO_ENABLE_RECORDING": "true", "MOTO_RECORDER_FILEPATH": str(recording)}
    environment |= {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", server.__name__, "--host", "127.0.0.1", "--port", "0"]
    with log.open("w") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        try:
            yield Aws(_address(process, log), recording)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if found := _RUNNING.search(log.read_text()):
            return found[1]
        time.sleep(0.1)
    raise RuntimeError(f"moto's server did not start within {_START_SECONDS:g} s:\n{log.read_text()}")
