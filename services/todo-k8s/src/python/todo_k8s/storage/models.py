"""The DynamoDB table, as PynamoDB models: they are its one definition, from which it is made and compared."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.constants import PAY_PER_REQUEST_BILLING_MODE
from pynamodb.indexes import IncludeProjection, LocalSecondaryIndex
from pynamodb.models import Model

from todo_k8s.storage.table import Index

_SHOWN = ["version", "expires", "data"]
"""What an order index shows beside the keys: all but `detail`."""


def _order_index(index: Index) -> "LocalSecondaryIndex[ItemModel]":
    meta = type("Meta", (), {"index_name": index.value, "projection": IncludeProjection(_SHOWN)})
    keys = {"pk": UnicodeAttribute(hash_key=True), index.value: UnicodeAttribute(range_key=True)}
    made: LocalSecondaryIndex[ItemModel] = type(
        f"{index.title()}Index", (LocalSecondaryIndex,), {"Meta": meta, **keys}
    )()
    return made


class ItemModel(Model):
    """One `Item`; `data` and `detail` are JSON. Each table that is opened gets a class of its own from `model_of`."""

    class Meta:
        table_name = "todo"
        billing_mode = PAY_PER_REQUEST_BILLING_MODE

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    expires = NumberAttribute(null=True)
    data = UnicodeAttribute()
    detail = UnicodeAttribute(null=True)
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
