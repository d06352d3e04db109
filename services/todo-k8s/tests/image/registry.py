"""A registry on loopback: Debian's docker-registry."""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from provided import missing

_START_SECONDS = 30
_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"

_CONFIG = """version: 0.1
log: {{level: error}}
storage: {{filesystem: {{rootdirectory: {folder}}}}}
http: {{addr: "{account}"}}
"""


@contextmanager
def registry(folder: Path) -> Iterator[str]:
    """Its host and port. The engine trusts loopback without TLS."""
    program = shutil.which("docker-registry")
    if program is None:
        missing("there is no docker-registry; build-support/ci/provide_engines installs it")
    account = f"127.0.0.1:{_free_port()}"
    config = folder / "config.yml"
    config.write_text(_CONFIG.format(folder=folder / "data", account=account))
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([program or "", "serve", config], stdout=log, stderr=log)
        try:
            _wait_until_it_listens(account, folder / "log")
            yield account
        finally:
            process.terminate()
            process.wait(30)


def layer_sizes(image: str) -> dict[str, int]:
    """Bytes of each layer as it is pushed and pulled, by the layer's digest; of an image named by its own digest."""
    account, _, rest = image.partition("/")
    repository, _, digest = rest.partition("@")
    request = Request(f"http://{account}/v2/{repository}/manifests/{digest}", headers={"Accept": _MANIFEST})
    with urlopen(request, timeout=30) as answer:
        manifest = json.load(answer)
    return {layer["digest"]: layer["size"] for layer in manifest["layers"]}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_listens(account: str, log: Path) -> None:
    host, _, port = account.partition(":")
    give_up = time.monotonic() + _START_SECONDS
    while True:
        try:
            socket.create_connection((host, int(port)), 1).close()
            return
        except OSError:
            assert time.monotonic() < give_up, f"the registry does not listen: {log.read_text()}"
            time.sleep(0.1)
