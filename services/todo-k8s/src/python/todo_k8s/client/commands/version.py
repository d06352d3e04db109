import sys

import click


@click.command(short_help="Say which version this is.")
def version() -> None:
    """Say which version this is."""
    from todo_k8s.version import VERSION

    sys.stdout.write(f"todo {VERSION}\n")
