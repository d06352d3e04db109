"""The server's settings: the one table of them, and what follows from their values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grpc_service.address import Address, parse_address
from grpc_service.logs import FORMATS, LEVELS
from grpc_service.parsers import boolean, one_of, seconds
from grpc_service.settings import Reader, Setting
from todo_k8s.storage.open import DynamoDbStore, SqliteStore, Store, parse_store
from todo_k8s.storage.setup_error import SetupError

DEFAULT_PORT = 8081
PREFIX = "TODO_"
CLIENT_VARIABLES = ("TODO_SERVER", "TODO_LIST")


def _store(text: str) -> Store | None:
    try:
        return parse_store(text) if text else None
    except SetupError as error:
        raise ValueError(str(error).rpartition("To fix, ")[2].rstrip(".")) from None


def _address(text: str) -> Address | None:
    return parse_address(text) if text else None


def _url(text: str) -> str | None:
    if text and not re.fullmatch(r"https?://[^\s/]+/?", text):
        raise ValueError("write a URL of scheme, host and port, for example http://127.0.0.1:8000")
    return text or None


def _region(text: str) -> str | None:
    if text and not re.fullmatch(r"[a-z0-9-]+", text):
        raise ValueError("write a region's name, for example us-east-1")
    return text or None


LISTEN = Setting(
    "--listen",
    "TODO_LISTEN",
    f"127.0.0.1:{DEFAULT_PORT}",
    parse_address,
    "Where to listen; IPv6 addresses in brackets; port 0 picks a free one.",
    "HOST:PORT",
)
HEALTH_LISTEN = Setting(
    "--health-listen",
    "TODO_HEALTH_LISTEN",
    "",
    _address,
    "Where to answer probes besides, and nothing else.",
    "HOST:PORT",
)
INSECURE_ANY_ADDRESS = Setting(
    "--insecure-any-address",
    "TODO_INSECURE_ANY_ADDRESS",
    "false",
    boolean,
    "Allow an address that other machines reach, although nobody is asked who they are.",
    switch=True,
)
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
LOG_LEVEL = Setting(
    "--log-level",
    "TODO_LOG_LEVEL",
    "info",
    one_of(LEVELS),
    f"The least level that is logged to stderr: {', '.join(LEVELS)}.",
    "LEVEL",
)
LOG_FORMAT = Setting(
    "--log-format",
    "TODO_LOG_FORMAT",
    "text",
    one_of(FORMATS),
    "How it is logged: text for people, json for collectors.",
    "FORMAT",
)
DRAIN_DELAY = Setting(
    "--drain-delay",
    "TODO_DRAIN_DELAY",
    "0",
    seconds(300),
    "How long calls are still accepted after SIGTERM, for balancers to take note.",
    "SECONDS",
)
DRAIN_GRACE = Setting(
    "--drain-grace",
    "TODO_DRAIN_GRACE",
    "20",
    seconds(600),
    "How long calls in flight then have to finish.",
    "SECONDS",
)

STORE_SETTINGS = (STORE, DYNAMODB_ENDPOINT, REGION)
SETTINGS = (
    LISTEN,
    HEALTH_LISTEN,
    INSECURE_ANY_ADDRESS,
    *STORE_SETTINGS,
    LOG_LEVEL,
    LOG_FORMAT,
    DRAIN_DELAY,
    DRAIN_GRACE,
)


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """`region` and `endpoint` are for DynamoDB."""

    store: Store
    endpoint: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class Settings:
    """Times in seconds. `strangers` are the variables that look like ours and are not."""

    listen: Address
    health_listen: Address | None
    store: StoreSettings
    log_level: str
    log_format: str
    drain_delay: float
    drain_grace: float
    strangers: tuple[str, ...]


def read_settings(flags: Mapping[str, str | None], environ: Mapping[str, str]) -> Settings:
    """Raises SettingsError with everything that is wrong."""
    reader = Reader(flags, environ)
    listen = reader.get(LISTEN)
    if not (reader.get(INSECURE_ANY_ADDRESS) or listen.is_loopback):
        why = "whoever reaches that address could read and change the to-dos, since nobody is asked who they are"
        mend = f"write a loopback address, or allow it with {INSECURE_ANY_ADDRESS.flag}"
        reader.problem(LISTEN, f"{why}; {mend} ({INSECURE_ANY_ADDRESS.variable}=true)")
    settings = Settings(
        listen=listen,
        health_listen=reader.get(HEALTH_LISTEN),
        store=_read_store(reader, environ),
        log_level=reader.get(LOG_LEVEL),
        log_format=reader.get(LOG_FORMAT),
        drain_delay=reader.get(DRAIN_DELAY),
        drain_grace=reader.get(DRAIN_GRACE),
        strangers=tuple(reader.misspelled(PREFIX, SETTINGS, CLIENT_VARIABLES)),
    )
    reader.finish()
    return settings


def read_listen(flags: Mapping[str, str | None], environ: Mapping[str, str]) -> Address:
    """Raises SettingsError where it is no address."""
    reader = Reader(flags, environ)
    listen = reader.get(LISTEN)
    reader.finish()
    return listen


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
