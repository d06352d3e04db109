from dataclasses import astuple
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from todo_k8s.domain.model import Member, Reason, Role
from todo_k8s.storage import item_fields, member_codec
from todo_k8s.storage.table import Index

moments = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))
members = st.builds(
    Member,
    st.just("l"),
    st.from_regex(r"[A-Za-z0-9._@+-]{1,128}", fullmatch=True),
    st.sampled_from(Role),
    st.integers(1, 10**18),
    st.none() | moments,
    st.none() | moments,
    st.just("bob"),
    st.just("") | st.uuids().map(str),
)


def test_a_membership_names_its_list() -> None:
    member = Member("l", "ann", Role.OWNER, 7, None, None, "bob", "r")
    item = member_codec.membership_item(member, "a0", 3)
    assert (member_codec.list_id_of_membership(item), member_codec.place_of_membership(item)) == ("l", "a0")
    assert item.order == {Index.ORD: "a0#l", Index.CHG: "00000000000000000003#l"}
    assert member_codec.lost_reason(item) is None


@given(members)
def test_a_member_comes_back_from_both_its_places(member: Member) -> None:
    here, there = member_codec.member_item(member), member_codec.membership_item(member, "a0", 3)
    assert astuple(member_codec.member_of(here)) == astuple(member_codec.membership_of(there)) == astuple(member)
    assert (member_codec.role_at(here), member_codec.member_at(here)) == (member.role, member)
    assert here.order == {Index.CHG: f"{member.version:020d}#M#{member.user}"}


def test_what_stands_where_a_member_stood_gives_no_role() -> None:
    member = Member("l", "ann", Role.OWNER, 7, None, None, "bob", "r")
    removed, lost = member_codec.removed_item(member, 99), member_codec.lost_item(member, Reason.ACCESS_LOST, 3, 99)
    assert (member_codec.role_at(removed), member_codec.member_at(removed)) == (None, None)
    assert member_codec.role_at(None) is None
    assert (removed.version, removed.expires, removed.order) == (7, 99, {Index.CHG: "00000000000000000007#M#ann"})
    assert (lost.version, lost.expires, lost.order) == (3, 99, {Index.CHG: "00000000000000000003#l"})
    assert member_codec.lost_reason(lost) is Reason.ACCESS_LOST
    assert [item_fields.authorship_of(each) for each in (removed, lost)] == [("bob", "r")] * 2
