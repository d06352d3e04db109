from fractional_indexing import validate_order_key  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from todo_k8s.domain import rank


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:
    """Two neighbours among ranks that came into being by appending, prepending and inserting."""
    ranks = [rank.after(None)]
    for place in draw(st.lists(st.integers(0, 60), min_size=1, max_size=60)):
        at = place % (len(ranks) + 1)
        low, high = ([None, *ranks][at], [*ranks, None][at])
        ranks.insert(at, rank.between(low, high))
    low_at = draw(st.integers(0, len(ranks) - 2))
    return ranks[low_at], ranks[draw(st.integers(low_at + 1, len(ranks) - 1))]


def test_appended_ranks_stay_short() -> None:
    last = None
    for _ in range(10_000):
        last = rank.after(last)
    assert last is not None and len(last) == 4


@settings(deadline=None)
@given(pairs(), st.integers(1, 41))
def test_spread_ranks_lie_between_in_order(pair: tuple[str, str], count: int) -> None:
    low, high = pair
    ranks = [low, *rank.spread(low, high, count), high]
    assert len(ranks) == count + 2
    assert ranks == sorted(set(ranks))
    for made in ranks:
        validate_order_key(made)


@settings(deadline=None)
@given(pairs(), st.integers(1, 41))
def test_spread_ranks_at_an_end_are_short(pair: tuple[str, str], count: int) -> None:
    low, high = pair
    for ranks in ([*rank.spread(None, high, count), high], [low, *rank.spread(low, None, count)]):
        assert ranks == sorted(set(ranks))
    assert max(map(len, rank.spread(low, None, count))) <= 3


def test_spread_ranks_have_even_distances() -> None:
    assert rank.spread("a0", "a1", 3) == ["a0F", "a0V", "a0k"]
    assert rank.spread("a0zzzzzzzzzzV", "a1", 1) == ["a0zzzzzzzzzzk"]
    assert rank.spread("a0zzzzzzzzzzV", "a1V", 3) == ["a17", "a1F", "a1N"]
    assert rank.spread("Zz", "a0", 1) == ["ZzV"]
    assert rank.spread("az", "b02", 2) == ["azL", "azg"]
    assert rank.spread("Zz", "c000", 2) == ["aefK", "bKKf"]
