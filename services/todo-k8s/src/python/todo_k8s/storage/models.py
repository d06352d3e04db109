"""The DynamoDB table, as PynamoDB models: they are its one definition, from which it is made and compared."""

from collections.abc import Mapping

import orjson
from pynamodb.attributes import Attribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.constants import PAY_PER_REQUEST_BILLING_MODE, STRING
from pynamodb.indexes import IncludeProjection, LocalSecondaryIndex
from pynamodb.models import Model

from todo_k8s.storage.table import Index, Item, Json, Key

_SHOWN = ["version", "expires", "data"]
"""What an order index shows beside the keys: all but `detail`."""


class JsonText(Attribute[Mapping[str, Json]]):
    attr_type = STRING

    def serialize(self, value: Mapping[str, Json]) -> str:
        return orjson.dumps(value).decode()

    def deserialize(self, value: str) -> Mapping[str, Json]:
        decoded: Mapping[str, Json] = orjson.loads(value)
        return decoded


def _order_index(index: Index) -> "LocalSecondaryIndex[ItemModel]":
    meta = type("Meta", (), {"index_name": index.value, "projection": IncludeProjection(_SHOWN)})
    keys = {"pk": UnicodeAttribute(hash_key=True), index.value: UnicodeAttribute(range_key=True)}
    made: LocalSecondaryIndex[ItemModel] = type(
        f"{index.title()}Index", (LocalSecondaryIndex,), {"Meta": meta, **keys}
    )()
    return made


class ItemModel(Model):
    """One `Item`. Each table that is opened gets a class of its own from `model_of`."""

    class Meta:
        table_name = "todo"
        billing_mode = PAY_PER_REQUEST_BILLING_MODE

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    expires = NumberAttribute(null=True)
    data = JsonText()
    detail = JsonText(null=True)
    ord = UnicodeAttribute(null=True)
    due = UnicodeAttribute(null=True)
    done = UnicodeAttribute(null=True)
    chg = UnicodeAttribute(null=True)
    alt = UnicodeAttribute(null=True)

    by_ord = _order_index(Index.ORD)
    by_due = _order_index(Index.DUE)
    by_done = _order_index(Index.DONE)
    by_chg = _order_index(Index.CHG)
    by_alt = _order_index(Index.ALT)

    @classmethod
    def of(cls, item: Item) -> "ItemModel":
        model = cls(item.key.pk, item.key.sk, version=item.version, expires=item.expires, data=item.data)
        model.detail = item.detail or None
        for index, position in item.order.items():
            setattr(model, index, position)
        return model


def to_item(raw: Mapping[str, Mapping[str, str]]) -> Item:
    """The item of one answer. PynamoDB's own way, by a model, costs five times as much (docs/benchmarks/storage.md)."""
    detail, expires = raw.get("detail"), raw.get("expires")
    return Item(
        key=Key(raw["pk"]["S"], raw["sk"]["S"]),
        version=int(raw["version"]["N"]),
        data=orjson.loads(raw["data"]["S"]),
        detail=orjson.loads(detail["S"]) if detail else {},
        order={index: raw[index]["S"] for index in Index if index in raw},
        expires=int(expires["N"]) if expires else None,
    )


TIME_TO_LIVE = ItemModel.expires.attr_name


def model_of(table_name: str, connection: Connection) -> type[ItemModel]:
    """The model of one table, whose requests go through `connection`."""
    name = table_name

    class BoundItem(ItemModel):
        class Meta:
            table_name = name
            billing_mode = PAY_PER_REQUEST_BILLING_MODE

    table = BoundItem._get_connection()
    connection.add_meta_table(table.get_meta_table())
    table.connection = connection
    return BoundItem
