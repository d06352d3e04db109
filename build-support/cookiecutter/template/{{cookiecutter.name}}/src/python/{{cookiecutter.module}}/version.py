"""The version of this build; services/{{cookiecutter.name}}/BUILD writes it to a file beside this one."""

from typing import Final

from grpc_service.version import version_beside

VERSION: Final = version_beside(__file__)
