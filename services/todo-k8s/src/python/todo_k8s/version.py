"""The version of this build; services/todo-k8s/BUILD writes it to a file beside this one."""

from grpc_service.version import version_beside

VERSION = version_beside(__file__)
