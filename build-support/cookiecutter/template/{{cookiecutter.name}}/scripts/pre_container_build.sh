#!/usr/bin/env bash
# Runs in the build3 job before docker build: it copies the server's pex into the build context, since docker build sees
# no file outside the service's folder.

set -euo pipefail

service="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
pex="${service}/../../dist/{{cookiecutter.name}}-server.pex"
if [[ ! -f "${pex}" ]]; then
  echo "pre_container_build.sh: dist/{{cookiecutter.name}}-server.pex is not built. To fix, run" \
    "services/{{cookiecutter.name}}/scripts/build_server.sh in the monorepo." >&2
  exit 1
fi
cp "${pex}" "${service}/{{cookiecutter.name}}-server.pex"
