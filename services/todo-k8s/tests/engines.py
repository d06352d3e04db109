"""What a test needs besides Python. Without it a test is skipped on a laptop, and fails in CI, which provides it."""

import shutil

from provided import missing


def require(program: str) -> None:
    if shutil.which(program) is None:
        missing(f"{program} is not on the PATH; install it to run this test")
