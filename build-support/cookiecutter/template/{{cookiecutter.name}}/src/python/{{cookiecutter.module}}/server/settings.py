"""The server's settings. A setting of the service's own is a row beside those that every server has."""

from collections.abc import Mapping

from grpc_service.server_settings import ServerSettings, ServerTable
from grpc_service.settings import Reader

SERVER = ServerTable("{{cookiecutter.prefix}}", 8081, "use the service")
SETTINGS = (*SERVER.addresses, *SERVER.process)


def read_settings(flags: Mapping[str, str | None], environ: Mapping[str, str]) -> ServerSettings:
    """Raises SettingsError with everything that is wrong."""
    reader = Reader(flags, environ)
    # The one variable with the prefix that is the client's.
    settings = SERVER.read(reader, others=["{{cookiecutter.prefix}}SERVER"])
    reader.finish()
    return settings
