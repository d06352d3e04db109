"""How a command fails, in words for people."""


class Failure(Exception):
    """Ends the command: the message goes to stderr, one sentence; `exit_code` is one of `exit_codes`."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code
