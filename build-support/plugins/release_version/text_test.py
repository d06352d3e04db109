from packaging.version import Version

from release_version.text import version_text

COMMIT = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"


def test_names_release_and_commit() -> None:
    assert version_text("0.1.0", COMMIT, dirty=False) == "0.1.0+g1a2b3c4d"


def test_says_that_the_tree_was_dirty() -> None:
    assert version_text("0.1.0", COMMIT, dirty=True) == "0.1.0+g1a2b3c4d.dirty"


def test_says_that_there_was_no_git() -> None:
    assert version_text("0.1.0", None, dirty=False) == "0.1.0+unknown"


def test_is_a_canonical_version_always() -> None:
    texts = [version_text("0.1.0", commit, dirty) for commit in (COMMIT, None) for dirty in (True, False)]
    assert [str(Version(text)) for text in texts] == texts
