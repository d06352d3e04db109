import sys

import click


@click.command()
def version() -> None:
    """Say which version this is."""
    from todo_k8s.version import VERSION

    sys.stdout.write(f"todo {VERSION}\n")
