"""Shell completion: click's, with scripts that call this very program, whatever alias it is called by.

click's own scripts call the name that was typed, which in a script is no alias.
"""

import os
import shlex
import sys
from typing import Any

import click
from click import shell_completion

VARIABLE = "_TODO_COMPLETE"
"""What a shell asks for, in the environment; the words are in COMP_WORDS and COMP_CWORD, as click has it."""

_BASH = """\
%(complete_func)s() {
    local IFS=$'\\n' line kind value help
    local -a values=() shown=()
    for line in $(env %(complete_var)s=bash_complete COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD \\
        %(program)s); do
        kind=${line%%%%,*} line=${line#*,}
        case $kind in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            *)
                value=${line%%%%$'\\t'*} help=
                [[ $line == *$'\\t'* ]] && help=${line#*$'\\t'}
                # Inside quotes that the person typed nothing needs more of them.
                [[ ${COMP_WORDS[COMP_CWORD]} == [\\"\\']* ]] || printf -v value %%q "$value"
                values+=("$value") shown+=("$value${help:+  ($help)}")
                ;;
        esac
    done
    # With one candidate it is put in; of several the beginning that they share is, and what they are is shown.
    if ((${#values[@]} > 1)); then COMPREPLY=("${shown[@]}"); else COMPREPLY=("${values[@]}"); fi
}
complete -o nosort -F %(complete_func)s %(names)s
"""

_ZSH = """\
#compdef %(names)s
%(complete_func)s() {
    local -a plain described response
    local kind value help
    response=("${(@f)$(env %(complete_var)s=zsh_complete COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) \\
        %(program)s)}")
    for kind value help in ${response}; do
        case $kind in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            plain) if [[ $help == _ ]]; then plain+=("$value"); else described+=("$value:$help"); fi ;;
        esac
    done
    (( $#described )) && _describe -V unsorted described -U
    (( $#plain )) && compadd -U -V unsorted -a plain
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(names)s
fi
"""

_FISH = """\
function %(complete_func)s
    for line in (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp) COMP_CWORD=(commandline -t) \\
        %(program)s)
        set -l parts (string split -m 1 "," -- $line)
        switch $parts[1]
            case dir
                __fish_complete_directories $parts[2]
            case file
                __fish_complete_path $parts[2]
            case "*"
                echo $parts[2]
        end
    end
end
for name in %(names)s
    complete --no-files --command $name --arguments "(%(complete_func)s)"
end
"""


class _Bash(shell_completion.BashComplete):
    source_template = _BASH

    def format_completion(self, item: shell_completion.CompletionItem[Any]) -> str:
        return f"{item.type},{item.value}" + (f"\t{' '.join(item.help.split())}" if item.help else "")


class _Zsh(shell_completion.ZshComplete):
    source_template = _ZSH


class _Fish(shell_completion.FishComplete):
    source_template = _FISH


SHELLS: dict[str, type[shell_completion.ShellComplete]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}


def script(shell: str, cli: click.Command) -> str:
    """What the shell is to read at its start."""
    program, name = _program()
    names = "todo" if name == "todo" else f"todo {shlex.quote(name)}"
    answerer = SHELLS[shell](cli, {}, "todo", VARIABLE)
    return answerer.source_template % {**answerer.source_vars(), "program": program, "names": names}


def answer(cli: click.Command, obj: object) -> int:
    """Writes the candidates for what a script asks in the environment; the exit code."""
    shell, _, instruction = os.environ[VARIABLE].partition("_")
    if shell not in SHELLS or instruction != "complete":
        return 1
    text = SHELLS[shell](cli, {"obj": obj}, "todo", VARIABLE).complete()
    sys.stdout.buffer.write(f"{text}\n".encode())
    return 0


def _program() -> tuple[str, str]:
    """The words that start this program, quoted for a shell, and its file's name."""
    # A pex says which file was started; where its code lies is another matter.
    path = os.path.abspath(os.environ.get("PEX") or sys.argv[0])
    words = [sys.executable, path] if path.endswith(".py") else [path]
    return " ".join(map(shlex.quote, words)), os.path.basename(path)
