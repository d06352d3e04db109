import sys

import click

from todo_k8s.client.options import connection_options, settings_of


@click.command()
@connection_options
@click.pass_context
def auth(context: click.Context) -> None:
    """Say where the token comes from that goes with each call, what it says of you, and whether the server takes it.

    A token is given in TODO_TOKEN, or in a profile by token_file, which must be yours and readable by nobody else, or
    by token_command, a program (run without a shell) that writes one to stdout. It is shown nowhere, and sent to other
    machines over TLS only: tls = true in the profile or TODO_TLS=true, with the authority's certificate in ca_file or
    TODO_CA_FILE where it is none of the well-known ones.
    """
    from todo_k8s.client.auth_status import auth_status
    from todo_k8s.client.output import STRUCTURED, write_value

    settings = settings_of(context)
    status = auth_status(settings)
    if settings.output in STRUCTURED:
        write_value(settings.output, status.fields())
    else:
        sys.stdout.write(status.text())
    if status.refused:
        raise status.refused
