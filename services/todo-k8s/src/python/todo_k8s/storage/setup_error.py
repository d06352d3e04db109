"""The error of a store that cannot be used as it is."""


class SetupError(Exception):
    """Says what is wrong, where, and how to fix it, in sentences for the operator."""
