"""What a test needs besides Python. Without it a test is skipped on a laptop, and fails in CI, which provides it."""

import os
import shutil

import pytest


def require(program: str) -> None:
    if shutil.which(program) is None:
        missing(f"{program} is not on the PATH; install it to run this test")


def missing(reason: str) -> None:
    """Skips the test at hand, or fails it where CI is set in the environment."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
