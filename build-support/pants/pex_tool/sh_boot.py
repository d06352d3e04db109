"""The entry point of the pex tool: pex itself, except that a `--venv` pex also boots by /bin/sh and carries its wheels
as they are (docs/adr/0003).

Pants 2.17.1 has no field for that, and passes `--venv` for nothing but `pex_binary(execution_mode="venv")`.
"""

import runpy
import sys

# The shell looks for the unpacked pex here, pex itself under XDG_CACHE_HOME where that is set, unless it is told.
PEX_ROOT = "~/.cache/pex"

if "--venv" in sys.argv:
    # To zip the files of all wheels anew was half of the time in which a pex is built after a change of a line.
    sys.argv[1:1] = ["--sh-boot", f"--runtime-pex-root={PEX_ROOT}", "--no-pre-install-wheels"]
runpy.run_module("pex", run_name="__main__", alter_sys=True)
