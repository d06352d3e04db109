#!/usr/bin/env bash
# Runs in the build3 job: it builds dist/{{cookiecutter.name}}-server.pex.

set -euo pipefail

monorepo="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
cd "${monorepo}"
if [[ ! -x ./pants ]]; then
  echo "build_server.sh: there is no ./pants in ${monorepo}. To fix, run it where it lies in the monorepo:" \
    "services/{{cookiecutter.name}}/scripts/build_server.sh" >&2
  exit 1
fi
exec ./pants binary "services/{{cookiecutter.name}}/src/python:{{cookiecutter.name}}-server"
