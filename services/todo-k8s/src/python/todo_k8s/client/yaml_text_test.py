import yaml
from hypothesis import given
from hypothesis import strategies as st

from todo_k8s.client.todotxt.strategies import LAW
from todo_k8s.client.yaml_text import to_yaml

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.text(alphabet="a \n\t:-#'\"1e.", max_size=9)
)


@LAW
@given(st.dictionaries(TEXTS, st.one_of(TEXTS, st.lists(TEXTS), st.integers(), st.booleans())))
def test_every_value_reads_back_as_it_was(value: dict[str, object]) -> None:
    assert yaml.safe_load(to_yaml(value)) == value


def test_what_another_reader_would_take_for_a_number_or_a_day_is_quoted() -> None:
    value = {"etag": "1e3", "day": "2026-12-01", "octal": "0o7", "answer": "no"}
    assert to_yaml(value) == 'etag: "1e3"\nday: "2026-12-01"\noctal: "0o7"\nanswer: \'no\'\n'


def test_notes_keep_their_lines() -> None:
    assert to_yaml({"notes": "one\ntwo\n"}) == "notes: |\n  one\n  two\n"
