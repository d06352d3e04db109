#!/usr/bin/env bash
# Runs in the service_base_container_build job before docker build: it copies into docker/base what the base image needs
# from elsewhere in the monorepo, since docker build sees no file outside that folder. This service needs none.

set -euo pipefail

echo "{{cookiecutter.name}}: the base image needs no files from elsewhere."
