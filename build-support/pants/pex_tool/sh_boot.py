"""The entry point of the pex tool: pex itself, except that a `--venv` pex also gets `--sh-boot`.

Pants 2.17.1 has no field for that option, and passes `--venv` for nothing but `pex_binary(execution_mode="venv")`.
"""

import runpy
import sys

if "--venv" in sys.argv:
    sys.argv.insert(1, "--sh-boot")
runpy.run_module("pex", run_name="__main__", alter_sys=True)
