import sys

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Write the script with which SHELL completes commands, options, titles of lists and references to tasks.

    \b
    bash: in ~/.bashrc                   source <(todo completion bash)
    zsh:  in ~/.zshrc, behind compinit   source <(todo completion zsh)
    fish: in ~/.config/fish/config.fish  todo completion fish | source
    """
    from todo_k8s.client.completion_scripts import script

    sys.stdout.write(script(shell, context.find_root().command))
