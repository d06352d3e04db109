"""What a test finds, or does not find, on the machine."""

import os
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """Skips the test at hand, or fails it where CI is set in the environment: CI provides every engine."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def out_of_reach(program: str, reason: str) -> NoReturn:
    """Skips the test at hand, also in CI, which cannot provide the program.

    CI's report (junit_report.py) says loudly what was not proved, and fails where the program is there after all.
    """
    pytest.skip(f"out of reach: {program}: {reason}")
