from collections.abc import Mapping
from pathlib import Path

import pytest

from grpc_service.address import Address
from grpc_service.server_settings import ServerSettings
from grpc_service.settings import SettingsError
from todo_k8s.server.settings import SETTINGS, Settings, StoreSettings, read_settings
from todo_k8s.storage.open import DynamoDbStore, SqliteStore

HOME = {"HOME": "/home/ann"}


def read(environ: Mapping[str, str] = HOME, **flags: str) -> Settings:
    return read_settings(flags, environ)


def problems(environ: Mapping[str, str] = HOME, **flags: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read(environ, **flags)
    return caught.value.problems


def test_without_any_setting_one_machine_is_served() -> None:
    assert read() == Settings(
        ServerSettings(Address("127.0.0.1", 8081), None, "info", "text", drain_delay=0.0, drain_grace=20.0),
        StoreSettings(SqliteStore(Path("/home/ann/.local/share/todo-k8s/todo.db")), None, None),
    )


def test_the_data_go_where_xdg_says() -> None:
    assert read({**HOME, "XDG_DATA_HOME": "/data"}).store.store == SqliteStore(Path("/data/todo-k8s/todo.db"))
    relative = read({**HOME, "XDG_DATA_HOME": "data"}).store.store
    assert relative == SqliteStore(Path("/home/ann/.local/share/todo-k8s/todo.db"))


def test_the_region_may_be_that_of_aws() -> None:
    environ = {"TODO_STORE": "dynamodb:todo", "AWS_DEFAULT_REGION": "eu-west-1"}
    assert read(environ).store == StoreSettings(DynamoDbStore("todo"), None, "eu-west-1")
    assert read({**environ, "AWS_REGION": "eu-west-2"}).store.region == "eu-west-2"
    assert read({**environ, "TODO_REGION": "eu-west-3"}).store.region == "eu-west-3"


def test_dynamodb_needs_a_region() -> None:
    assert problems(store="dynamodb:todo") == (
        "--region (TODO_REGION) is '': write the region of the table, or set AWS_REGION.",
    )


def test_an_endpoint_without_its_store_is_a_mistake() -> None:
    assert problems(dynamodb_endpoint="http://127.0.0.1:8000", store="sqlite:/data/todo.db") == (
        "--dynamodb-endpoint (TODO_DYNAMODB_ENDPOINT) is 'http://127.0.0.1:8000':"
        + " the store is sqlite:/data/todo.db; write --store dynamodb:TABLE, or no endpoint.",
    )
    (problem,) = problems(dynamodb_endpoint="http://127.0.0.1:8000", store="todo.db")
    assert problem.startswith("--store")


def test_who_reaches_other_addresses_could_change_the_to_dos() -> None:
    (problem,) = problems(listen="0.0.0.0:8081")
    assert "whoever reaches that address could read and change the to-dos, since" in problem


def test_everything_that_is_wrong_is_said_at_once() -> None:
    environ = {
        **HOME,
        "TODO_STORE": "mongodb:todo",
        "TODO_DRAIN_GRACE": "long",
        "TODO_LOG_FROMAT": "json",
        "TODO_REGION": "Frankfurt am Main",
    }
    assert problems(environ, listen="8081", log_level="loud", dynamodb_endpoint="localhost") == (
        "--store (TODO_STORE) is 'mongodb:todo': write sqlite:PATH (one machine) or dynamodb:TABLE (many).",
        "--dynamodb-endpoint (TODO_DYNAMODB_ENDPOINT) is 'localhost':"
        + " write a URL of scheme, host and port, for example http://127.0.0.1:8000.",
        "--region (TODO_REGION) is 'Frankfurt am Main': write a region's name, for example us-east-1.",
        "--listen (TODO_LISTEN) is '8081': write host:port, for example 127.0.0.1:8081, or [::1]:8081 for IPv6.",
        "--log-level (TODO_LOG_LEVEL) is 'loud': write one of debug, info, warning, error.",
        "--drain-grace (TODO_DRAIN_GRACE) is 'long': write a number of seconds from 0 to 600.",
        "TODO_LOG_FROMAT is no setting: did you mean TODO_LOG_FORMAT?",
    )


def test_other_programs_variables_are_no_mistake() -> None:
    environ = {
        **HOME,
        "TODO_SERVER": "127.0.0.1:8081",
        "TODO_LIST": "home",
        "TODO_DIR": "/home/ann/todo.txt",
        "TODO_K8S_PORT_8081_TCP_ADDR": "10.0.0.1",
        "TODO_K8S_SERVICE_PORT_GRPC": "8081",
    }
    assert read(environ).server.strangers == ("TODO_DIR",)


def test_flags_and_variables_are_named_alike() -> None:
    assert [s.variable for s in SETTINGS] == ["TODO_" + s.parameter.upper() for s in SETTINGS]
