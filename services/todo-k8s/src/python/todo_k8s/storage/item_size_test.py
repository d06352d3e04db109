from hypothesis import given
from hypothesis import strategies as st

from todo_k8s.storage.dynamodb_items import key_of, to_raw
from todo_k8s.storage.item_size import item_bytes, transaction_bytes
from todo_k8s.storage.table import Absent, Action, AtVersion, Check, Delete, Index, Item, Key, Put
from todo_k8s.storage.testing_size import entry_of, raw_bytes

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
JSON = st.dictionaries(TEXTS, TEXTS | st.integers(0, 2**40) | st.lists(TEXTS))
KEYS = st.builds(Key, TEXTS, TEXTS)
ITEMS = st.builds(
    Item,
    KEYS,
    st.integers(0, 2**63),
    JSON,
    JSON,
    st.dictionaries(st.sampled_from(Index), TEXTS),
    st.none() | st.integers(1, 2**32),
)
ACTIONS = (
    st.builds(Put, ITEMS, st.just(Absent()))
    | st.builds(Delete, KEYS, st.just(Absent()))
    | st.builds(Check, KEYS, st.builds(AtVersion, st.integers(0, 9)))
)


@given(ITEMS)
def test_an_item_counts_as_its_attributes_and_those_of_its_entries_do(item: Item) -> None:
    raw = to_raw(item)
    assert item_bytes(item) == raw_bytes(raw) + sum(raw_bytes(entry_of(raw, index)) for index in item.order)


@given(st.lists(ACTIONS))
def test_a_transaction_counts_as_its_keys_and_items_do(actions: list[Action]) -> None:
    items = [raw_bytes(to_raw(each.item)) for each in actions if isinstance(each, Put)]
    assert transaction_bytes(actions) == sum(items) + sum(raw_bytes(key_of(each.key)) for each in actions)
