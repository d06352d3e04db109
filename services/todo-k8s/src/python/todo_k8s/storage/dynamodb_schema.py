"""Makes the DynamoDB table as the models say, and says how a table that is there differs. Runs in a greenlet."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from pynamodb.constants import PAY_PER_REQUEST_BILLING_MODE
from pynamodb.exceptions import TableDoesNotExist, TableError

from todo_k8s.storage.greenlet_bridge import wait_for
from todo_k8s.storage.models import TIME_TO_LIVE, ItemModel
from todo_k8s.storage.setup_error import SetupError

POLL_SECONDS = 0.5

_Facts: TypeAlias = dict[str, str]
_EXPIRY = "time to live"


def create(model: type[ItemModel]) -> None:
    """Makes the table unless the same one is there. Raises `SetupError` where a different one is."""
    table = model._get_connection()
    try:
        table.describe_table()
    except TableDoesNotExist:
        _make(model)
    while table.describe_table()["TableStatus"] != "ACTIVE":
        wait_for(asyncio.sleep(POLL_SECONDS))
    different = _different(model)
    expiry = different.pop(_EXPIRY, None)
    if different:
        raise SetupError(
            f"The table {model.Meta.table_name} is there and differs ({'; '.join(different.values())})."
            " To fix, name another table: keys and local indexes cannot be changed."
        )
    if expiry:
        _expire(model)


def differences(model: type[ItemModel]) -> tuple[str, ...]:
    """What is not as the models say, a sentence each. Raises `SetupError` if there is no such table."""
    try:
        return tuple(_different(model).values())
    except TableDoesNotExist:
        raise SetupError(
            f"There is no table {model.Meta.table_name}. To fix, make it with `table create`,"
            " or correct its name, the region or the endpoint."
        ) from None


def _make(model: type[ItemModel]) -> None:
    schema = model._get_schema()
    try:
        model._get_connection().create_table(
            attribute_definitions=schema["attribute_definitions"],
            key_schema=schema["key_schema"],
            local_secondary_indexes=schema["local_secondary_indexes"],
            billing_mode=PAY_PER_REQUEST_BILLING_MODE,
        )
    except TableError as error:
        # Another process was quicker, or an attempt of ours whose reply was lost.
        if error.cause_response_code != "ResourceInUseException":
            raise


def _expire(model: type[ItemModel]) -> None:
    try:
        model._get_connection().update_time_to_live(TIME_TO_LIVE)
    except TableError:
        # Refused as well where it was just done, as above.
        if _EXPIRY in _different(model):
            raise


def _different(model: type[ItemModel]) -> dict[str, str]:
    wanted, found = _wanted(model), _found(model)
    return {
        name: f"{name} is {found.get(name, 'missing')}, should be {wanted.get(name, 'absent')}"
        for name in sorted(wanted.keys() | found.keys())
        if wanted.get(name) != found.get(name)
    }


def _wanted(model: type[ItemModel]) -> _Facts:
    schema = model._get_schema()
    facts = {"key": _key(schema["key_schema"]), "billing": PAY_PER_REQUEST_BILLING_MODE, _EXPIRY: TIME_TO_LIVE}
    facts |= _types(schema["attribute_definitions"])
    for index in schema["local_secondary_indexes"]:
        facts[f"local index {index['index_name']}"] = _index(index["key_schema"], index["projection"])
    return facts


def _found(model: type[ItemModel]) -> _Facts:
    table = model._get_connection()
    about = table.describe_table()
    billing = about.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
    facts = {"key": _key(about["KeySchema"]), "billing": billing} | _types(about["AttributeDefinitions"])
    for kind in ("Local", "Global"):
        for index in about.get(f"{kind}SecondaryIndexes", ()):
            facts[f"{kind.lower()} index {index['IndexName']}"] = _index(index["KeySchema"], index["Projection"])
    # PynamoDB has no call of its own for this.
    answer = table.connection.dispatch("DescribeTimeToLive", {"TableName": table.table_name})
    expiry = answer["TimeToLiveDescription"]
    if expiry["TimeToLiveStatus"] in ("ENABLED", "ENABLING"):
        facts[_EXPIRY] = expiry["AttributeName"]
    return facts


def _key(schema: Iterable[Mapping[str, Any]]) -> str:
    return " + ".join(part["AttributeName"] for part in sorted(schema, key=lambda part: str(part["KeyType"])))


def _index(schema: Iterable[Mapping[str, Any]], projection: Mapping[str, Any]) -> str:
    shown = sorted(projection.get("NonKeyAttributes", ()))
    return f"{_key(schema)} with {' '.join([projection['ProjectionType'], *shown])}"


def _types(definitions: Iterable[Mapping[str, Any]]) -> _Facts:
    return {f"attribute {part['AttributeName']}": str(part["AttributeType"]) for part in definitions}
