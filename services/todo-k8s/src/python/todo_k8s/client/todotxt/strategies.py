"""Lines of todo.txt for tests: plain and odd ones, and those in canonical form."""

import string
from datetime import date

from hypothesis import strategies as st

DATES = st.dates().map(date.isoformat)
PRIORITIES = st.sampled_from(string.ascii_uppercase).map("({})".format)
PLAIN_WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=8)
KEYS = st.from_regex(r"[A-Za-z][A-Za-z0-9._/-]{0,5}", fullmatch=True)
PAIRS = st.builds("{}:{}".format, KEYS, PLAIN_WORDS)
LABELS = st.builds(str.__add__, st.sampled_from("+@"), PLAIN_WORDS)
TIMES = st.times().map(lambda moment: moment.replace(microsecond=0).isoformat())
DUES = st.one_of(
    DATES.map("due:{}".format),
    st.builds("due:{}T{}".format, DATES, TIMES),
    st.builds("due:{}T{}[{}]".format, DATES, TIMES, st.sampled_from(["Europe/Berlin", "UTC", "Etc/GMT+5"])),
)
# Words that come again and again, so that doubled labels and keys are common.
REPEATED = st.sampled_from(
    ["x", "X", "(A)", "(B)", "(AA)", "+a", "+b", "@a", "+", "@", "k:1", "k:2", "pri:A", "pri:C", "pri:a", "due:later"]
    + ["http://a.b/c", "mailto:a@b", "todo.txt/created:2026-01-01", "a:", ":a", "2026-01-01", "due:2026-01-01"]
)
WORDS = st.one_of(REPEATED, PLAIN_WORDS, DATES, PRIORITIES, PAIRS, LABELS, DUES)
MANY = st.one_of(
    st.lists(LABELS, min_size=19, max_size=23),
    st.lists(PAIRS, min_size=47, max_size=51),
    st.lists(WORDS, min_size=1, max_size=12),
)
GAPS = st.sampled_from([" ", " ", " ", "  "])


@st.composite
def lines(draw: st.DrawFn) -> str:
    """Any line: words of every kind in any order, single and double blanks between and around them."""
    words = draw(st.lists(REPEATED, max_size=4)) + draw(MANY)
    blanks = draw(st.sampled_from(["", " "]))
    return blanks + "".join(word + draw(GAPS) for word in words) + blanks


@st.composite
def canonical_lines(draw: st.DrawFn) -> str:
    """Lines as the format's description shows them: nothing twice, everything in its place."""
    title = draw(st.lists(st.from_regex(r"[A-Za-z0-9,.!]{2,8}", fullmatch=True), min_size=1, max_size=5))
    labels = draw(st.lists(LABELS, max_size=20, unique=True))
    due = draw(
        st.lists(st.one_of(DATES.map("due:{}".format), st.just("due:2026-01-01T10:00[Europe/Berlin]")), max_size=1)
    )
    pairs = draw(
        st.dictionaries(KEYS.filter(lambda key: key not in ("due", "pri", "mailto", "tel")), st.just("v1"), max_size=5)
    )
    words = [*title, *labels, *due, *(f"{key}:{value}" for key, value in sorted(pairs.items()))]
    return " ".join([*draw(_prefixes()), *words])


def _prefixes() -> st.SearchStrategy[list[str]]:
    letter = st.lists(PRIORITIES, max_size=1)
    active = st.builds(list.__add__, letter, st.lists(DATES, max_size=1))
    done = st.builds(list.__add__, letter, st.lists(DATES, max_size=2)).map(lambda words: ["x", *words])
    return st.one_of(active, done)
