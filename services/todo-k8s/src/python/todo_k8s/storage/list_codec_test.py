from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from todo_k8s.domain.model import TaskList
from todo_k8s.storage import list_codec

moments = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))


@given(
    st.builds(TaskList, *[st.just("l"), st.text(min_size=1)] + [st.integers(1, 10**9)] * 4, st.none(), moments, moments)
)
def test_a_list_comes_back(value: TaskList) -> None:
    assert list_codec.list_of(list_codec.list_item(value)) == value
