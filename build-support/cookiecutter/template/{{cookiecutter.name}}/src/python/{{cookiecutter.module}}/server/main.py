"""The command `{{cookiecutter.name}}-server`; grpc_service.command says what its exit codes mean."""

import os
from typing import Final

from grpc_service.command import Flags, Program, command_of
from {{cookiecutter.module}}.server.settings import SERVER, SETTINGS, read_settings
from {{cookiecutter.module}}.version import VERSION

PROGRAM: Final = "{{cookiecutter.name}}-server"


def _serve(flags: Flags) -> None:
    settings = read_settings(flags, os.environ)
    from {{cookiecutter.module}}.server.serve import run

    run(settings)


cli = command_of(
    Program(
        PROGRAM,
        "Serves {{cookiecutter.module}}.v1 over gRPC until SIGTERM or Ctrl-C.",
        VERSION,
        SETTINGS,
        SERVER,
        readiness="{{cookiecutter.module}}.v1.GreetingService",
        serve=_serve,
    )
)


def main() -> None:
    cli(prog_name=PROGRAM)


if __name__ == "__main__":
    main()
