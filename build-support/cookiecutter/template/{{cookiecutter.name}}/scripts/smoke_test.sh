#!/usr/bin/env bash
# smoke_test.sh ADDRESS: a call to the server there that changes nothing, by the client's pex.

set -euo pipefail

monorepo="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
client="${monorepo}/dist/{{cookiecutter.name}}-client.pex"
if [[ $# -ne 1 ]]; then
  echo "usage: smoke_test.sh ADDRESS" >&2
  exit 2
fi
if [[ ! -x "${client}" ]]; then
  echo "smoke_test.sh: dist/{{cookiecutter.name}}-client.pex is not built. To fix, run" \
    "./pants binary services/{{cookiecutter.name}}/src/python:{{cookiecutter.name}}-client" >&2
  exit 2
fi
exec "${client}" greet smoke-test --server "$1" --timeout 30
