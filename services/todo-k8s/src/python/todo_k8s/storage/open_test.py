from pathlib import Path

import pytest

from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.open import DynamoDbStore, SqliteStore, open_table, parse_store
from todo_k8s.storage.setup_error import SetupError
from todo_k8s.storage.sqlite import SqliteTable


@pytest.mark.parametrize(
    ("address", "store"),
    [
        ("sqlite:/data/todo.db", SqliteStore(Path("/data/todo.db"))),
        ("sqlite:todo.db", SqliteStore(Path("todo.db"))),
        ("sqlite:~/todo.db", SqliteStore(Path.home() / "todo.db")),
        ("sqlite:/data/a:b.db", SqliteStore(Path("/data/a:b.db"))),
        ("dynamodb:todo-k8s_dev.1", DynamoDbStore("todo-k8s_dev.1")),
    ],
)
def test_an_address_names_a_store(address: str, store: SqliteStore | DynamoDbStore) -> None:
    assert parse_store(address) == store
    assert parse_store(str(store)) == store


@pytest.mark.parametrize(
    ("address", "fix"),
    [
        ("", "To fix, write sqlite:PATH"),
        ("/data/todo.db", "To fix, write sqlite:PATH"),
        ("postgres:todo", "To fix, write sqlite:PATH"),
        ("sqlite:", "To fix, write sqlite:PATH, as in"),
        ("sqlite::memory:", "To fix, write sqlite:PATH, as in"),
        ("sqlite:~nobody-of-that-name/todo.db", "To fix, write the path"),
        ("dynamodb:", "To fix, write dynamodb:TABLE, a name of 3 to 255"),
        ("dynamodb:my table", "To fix, write dynamodb:TABLE, a name of 3 to 255"),
        ("dynamodb:ab", "To fix, write dynamodb:TABLE, a name of 3 to 255"),
    ],
)
def test_a_wrong_address_is_explained(address: str, fix: str) -> None:
    with pytest.raises(SetupError) as error:
        parse_store(address)
    assert repr(address) in str(error.value)
    assert fix in str(error.value)


async def test_each_kind_of_store_opens_its_engine(tmp_path: Path) -> None:
    sqlite = await open_table(parse_store(f"sqlite:{tmp_path}/todo.db"))
    dynamodb = await open_table(parse_store("dynamodb:todo"), region="eu-west-1")
    assert isinstance(sqlite, SqliteTable)
    assert isinstance(dynamodb, DynamoDbTable)
    await sqlite.close()
    await dynamodb.close()


async def test_a_missing_region_is_explained(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(SetupError, match="region .* To fix, give --region or set AWS_REGION"):
        await open_table(parse_store("dynamodb:todo"))
