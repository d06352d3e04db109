"""How many bytes DynamoDB's own form of an item takes, attribute by attribute."""

from todo_k8s.storage.dynamodb_items import Raw
from todo_k8s.storage.table import Index

_SHOWN = ("pk", "sk", "version", "expires", "data")
_NUMBER_BYTES = 21


def raw_bytes(raw: Raw) -> int:
    return sum(
        len(name) + sum(len(text.encode()) if kind == "S" else _NUMBER_BYTES for kind, text in value.items())
        for name, value in raw.items()
    )


def entry_of(raw: Raw, index: Index) -> Raw:
    """What an index shows of an item."""
    return {name: value for name, value in raw.items() if name in (*_SHOWN, index)}
