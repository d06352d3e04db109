"""The server's settings: the one table of them, and what follows from their values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grpc_service.server_settings import ServerSettings, ServerTable
from grpc_service.settings import Reader, Setting
from todo_k8s.server.identity_settings import IDENTITY, IDENTITY_SETTINGS, IdentitySettings, check_listen, read_identity
from todo_k8s.storage.open import DynamoDbStore, SqliteStore, Store, parse_store
from todo_k8s.storage.setup_error import SetupError

DEFAULT_PORT = 8081
CLIENT_VARIABLES = ("TODO_SERVER", "TODO_LIST", "TODO_TOKEN", "TODO_TLS", "TODO_CA_FILE", "TODO_TLS_NAME")


def _store(text: str) -> Store | None:
    try:
        return parse_store(text) if text else None
    except SetupError as error:
        raise ValueError(str(error).rpartition("To fix, ")[2].rstrip(".")) from None


def _url(text: str) -> str | None:
    if text and not re.fullmatch(r"https?://[^\s/]+/?", text):
        raise ValueError("write a URL of scheme, host and port, for example http://127.0.0.1:8000")
    return text or None


def _region(text: str) -> str | None:
    if text and not re.fullmatch(r"[a-z0-9-]+", text):
        raise ValueError("write a region's name, for example us-east-1")
    return text or None


SERVER = ServerTable("TODO_", DEFAULT_PORT, "read and change the to-dos")
STORE = Setting(
    "--store",
    "TODO_STORE",
    "",
    _store,
    "Where the to-dos are kept: sqlite:PATH (one machine) or dynamodb:TABLE (many).",
    "STORE",
    default_text="sqlite:$XDG_DATA_HOME/todo-k8s/todo.db",
)
DYNAMODB_ENDPOINT = Setting(
    "--dynamodb-endpoint",
    "TODO_DYNAMODB_ENDPOINT",
    "",
    _url,
    "A DynamoDB that is not AWS's own, for tests.",
    "URL",
)
REGION = Setting(
    "--region",
    "TODO_REGION",
    "",
    _region,
    "The AWS region of the table.",
    "NAME",
    default_text="$AWS_REGION or $AWS_DEFAULT_REGION",
)
STORE_SETTINGS = (STORE, DYNAMODB_ENDPOINT, REGION)
SETTINGS = (*SERVER.addresses, *IDENTITY_SETTINGS, *STORE_SETTINGS, *SERVER.process)


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """`region` and `endpoint` are for DynamoDB."""

    store: Store
    endpoint: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class Settings:
    server: ServerSettings
    store: StoreSettings
    identity: IdentitySettings = IdentitySettings()


def read_settings(flags: Mapping[str, str | None], environ: Mapping[str, str]) -> Settings:
    """Raises SettingsError with everything that is wrong."""
    reader = Reader(flags, environ)
    store = _read_store(reader, environ)
    identity = read_identity(reader)
    own, asks_who = (*IDENTITY_SETTINGS, *STORE_SETTINGS), reader.get(IDENTITY) == "jwt"
    server = SERVER.read(reader, own, CLIENT_VARIABLES, asks_who=asks_who)
    if asks_who:
        check_listen(reader, SERVER.listen, has_tls=server.tls is not None)
    reader.finish()
    return Settings(server, store, identity)


def read_store_settings(flags: Mapping[str, str | None], environ: Mapping[str, str]) -> StoreSettings:
    """Raises SettingsError with everything that is wrong."""
    reader = Reader(flags, environ)
    settings = _read_store(reader, environ)
    reader.finish()
    return settings


def _read_store(reader: Reader, environ: Mapping[str, str]) -> StoreSettings:
    named = reader.get(STORE)
    store = named or SqliteStore(_default_path(environ))
    endpoint = reader.get(DYNAMODB_ENDPOINT)
    region = reader.get(REGION) or environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION")
    if isinstance(store, DynamoDbStore) and not region:
        reader.problem(REGION, "write the region of the table, or set AWS_REGION")
    if isinstance(store, SqliteStore) and endpoint and (named or not reader.text(STORE)):
        reader.problem(DYNAMODB_ENDPOINT, f"the store is {store}; write {STORE.flag} dynamodb:TABLE, or no endpoint")
    return StoreSettings(store, endpoint, region)


def _default_path(environ: Mapping[str, str]) -> Path:
    """By the XDG Base Directory Specification, in which a path that is not absolute is as good as none."""
    data_home = Path(environ.get("XDG_DATA_HOME", ""))
    if not data_home.is_absolute():
        data_home = Path(environ.get("HOME") or "/") / ".local" / "share"
    return data_home / "todo-k8s" / "todo.db"
