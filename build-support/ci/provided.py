"""What a test finds, or does not find, on the machine."""

import os
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """Skips the test at hand, or fails it where CI is set in the environment: CI provides every engine."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def out_of_reach(reason: str) -> NoReturn:
    """Skips the test at hand, also in CI, which cannot provide this; its report tells of it (junit_report.py)."""
    pytest.skip(f"out of reach: {reason}")
