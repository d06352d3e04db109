"""Spoilt and random requests to every RPC of the real server: each is answered as documented, and it lives on.

On DynamoDB Local there are fewer of them, since each takes longer. They are the same in every run, but for what of the
server's answers goes into later ones. More of them, by hand (docs/slo.md, "Bad requests"):

    TODO_FUZZ_REQUESTS=100000 TODO_FUZZ_SEED=2 ./pants test services/todo-k8s/tests/fuzz:: -- -s
"""

import os
import random
import subprocess
import time
from collections import Counter
from pathlib import Path

import grpc

from fuzz.fuzzer import MAX_BYTES, Fuzzer, call
from fuzz.served import methods
from pexes import Server, server
from stores import StoreSettings

REQUESTS = int(os.environ.get("TODO_FUZZ_REQUESTS", "5000"))
SEED = int(os.environ.get("TODO_FUZZ_SEED", "20261122"))
PART_ON_DYNAMODB = 0.3
WARM_UP = 0.2
"""The part of the requests after which memory should have settled."""
MAX_GROWTH_MB = 32
"""From there to the end."""


def test_no_request_is_too_much(store: StoreSettings, tmp_path: Path) -> None:
    print(f"seed {SEED}")
    requests = round(REQUESTS * (PART_ON_DYNAMODB if store.is_dynamodb else 1))
    log = tmp_path / "server.log"
    with server(log, *store.arguments, extra=store.environment) as running:
        with grpc.insecure_channel(running.address) as channel:
            fuzzer = Fuzzer(channel, random.Random(SEED))
            started = time.monotonic()
            fuzzer.run(round(requests * WARM_UP))
            settled = rss_mb(running)
            fuzzer.run(requests - round(requests * WARM_UP))
            report(fuzzer, time.monotonic() - started, settled, rss_mb(running))
            assert fuzzer.complaints == []
            assert rss_mb(running) < settled + MAX_GROWTH_MB
        assert "buy bread" in running.todo("add", "buy bread")
        assert running.process.poll() is None
    assert not [line for line in log.read_text().splitlines() if "Traceback" in line or " ERROR " in line]


def rss_mb(running: Server) -> float:
    """Resident memory of the server's process."""
    status = Path(f"/proc/{running.process.pid}/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024
    return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(running.process.pid)])) / 1024


def report(fuzzer: Fuzzer, seconds: float, settled: float, end: float) -> None:
    print(
        f"{sum(fuzzer.counts.values())} requests in {seconds:.0f} s; {settled:.0f} MB settled, {end:.0f} MB at the end"
    )
    by_status: Counter[str] = Counter()
    for (path, status), count in sorted(fuzzer.counts.items()):
        print(f"{count:7} {status:20} {path}")
        by_status[status] += count
    print(by_status.most_common())


def test_what_is_larger_than_grpc_accepts_is_refused_by_grpc_itself(tmp_path: Path) -> None:
    """The one refusal without details: no code of ours sees a message of more than 4 MB."""
    with server(tmp_path / "server.log", "--store", f"sqlite:{tmp_path}/todo.db") as running:
        with grpc.insecure_channel(running.address) as channel:
            for method in methods(channel):
                answer = call(channel, method, bytes(MAX_BYTES + 1))
                assert (answer.code, answer.trailer) == (grpc.StatusCode.RESOURCE_EXHAUSTED, None), method.path
        assert "buy bread" in running.todo("add", "buy bread")
