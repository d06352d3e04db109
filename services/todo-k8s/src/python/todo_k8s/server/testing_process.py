"""The command `todo-k8s-server` as a process of its own, for tests."""

from grpc_service.testing_process import Ended, end, module_command
from todo_k8s.server import main

__all__ = ["Ended", "end", "run", "serving", "start"]

_SERVER = module_command(main.__name__)
run, serving, start = _SERVER.run, _SERVER.serving, _SERVER.start
