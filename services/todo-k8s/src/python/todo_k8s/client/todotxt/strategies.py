"""Lines of todo.txt for tests: plain and odd ones, and those in canonical form."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# Slow is no failure: the machine that runs the tests may be busy.
LAW = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])

DATES = st.sampled_from(["2026-01-01", "2026-01-02", "2024-02-29", "0001-01-01", "9999-12-31"])
PLAIN_WORDS = st.text(alphabet="abXx9éß中👍\u0301+@:()/-.,[]_\\", min_size=1, max_size=6)
LABELS = st.builds(str.__add__, st.sampled_from("+@"), PLAIN_WORDS)
KEYS = st.text(alphabet="aZ9._/-", max_size=3).map("k".__add__)
DUES = st.sampled_from(
    ["due:2026-01-01", "due:2024-02-29T00:00:00", "due:2026-01-01T09:30", "due:2026-01-01T23:59:59[Etc/GMT+5]"]
)
# Words that come again and again, so that doubled labels and keys are common.
REPEATED = st.sampled_from(
    ["x", "X", "(A)", "(B)", "(AA)", "+a", "+b", "@a", "+", "@", "k:1", "k:2", "pri:A", "pri:C", "pri:a", "due:later"]
    + ["http://a.b/c", "mailto:a@b", "todo.txt/created:2026-01-01", "a:", ":a", "2026-01-01", "due:2026-01-01"]
)
WORDS = st.one_of(REPEATED, REPEATED, PLAIN_WORDS, LABELS, st.builds("{}:{}".format, KEYS, PLAIN_WORDS), DATES, DUES)


@st.composite
def lines(draw: st.DrawFn) -> str:
    """Any line: words of every kind in any order, single and double blanks between and around them."""
    words = draw(st.lists(WORDS, min_size=1, max_size=10))
    words += [f"+l{number}" for number in range(draw(st.sampled_from([0, 0, 0, 18, 19, 20, 21])))]
    words += [f"k{number}:v" for number in range(draw(st.sampled_from([0, 0, 0, 46, 47, 48, 49])))]
    words += draw(st.lists(WORDS, max_size=3))
    gap = draw(st.sampled_from([" ", " ", "  "]))
    edge = draw(st.sampled_from(["", " "]))
    return f"{edge}{words[0]}{gap}{' '.join(words[1:])}{edge}"


@st.composite
def canonical_lines(draw: st.DrawFn) -> str:
    """Lines as the format's description shows them: nothing twice, everything in its place."""
    title = draw(st.lists(st.text(alphabet="aB9,.!é中", min_size=1, max_size=6), min_size=1, max_size=5))
    labels = draw(st.lists(LABELS, max_size=20, unique=True))
    due = draw(st.lists(DUES.filter(lambda due: not due.endswith(":00")), max_size=1))
    pairs = draw(st.dictionaries(KEYS, st.sampled_from(["v", "1:2", "é"]), max_size=5))
    words = [*title, *labels, *due, *(f"{key}:{value}" for key, value in sorted(pairs.items()))]
    return " ".join([*draw(_prefixes()), *words])


def _prefixes() -> st.SearchStrategy[list[str]]:
    letter = st.lists(st.sampled_from(["(A)", "(M)", "(Z)"]), max_size=1)
    active = st.builds(list.__add__, letter, st.lists(DATES, max_size=1))
    done = st.builds(list.__add__, letter, st.lists(DATES, max_size=2)).map(lambda words: ["x", *words])
    return st.one_of(active, done)
