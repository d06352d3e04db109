#!/usr/bin/env bash
# Makes a stand-in for the official python:3.11-slim-bookworm image out of Debian's packages, for a machine that reaches
# no image registry, and prints its name. Use it so: PYTHON_IMAGE="$(docker/python3.11/stand_in.sh)"

set -euo pipefail

image=todo-k8s-stand-in/python3.11-base:bookworm

if docker image inspect "${image}" >/dev/null 2>&1; then
  echo "${image}"
  exit 0
fi
if [[ "${EUID}" -ne 0 ]] || ! command -v debootstrap >/dev/null; then
  echo "stand_in.sh: it needs root and debootstrap. To fix: apt-get install debootstrap, then run it as root." >&2
  exit 1
fi

root="$(mktemp -d)"
trap 'rm -rf "${root}"' EXIT
# shellcheck disable=SC2016 # The dollar is apt-get's.
mirror="$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' 'Component: main' |
  head -n 1)"
packages=python3.11,libpython3.11-stdlib,ca-certificates,tzdata
debootstrap --variant=minbase --include="${packages}" bookworm "${root}" ${mirror:+"${mirror}"} >&2

# The machine's package source is its own business: it stays out of the image, with all that only apt would read.
rm -rf "${root}"/etc/apt/sources.list "${root}"/var/{cache,log,lib/apt/lists}/* "${root}"/tmp/* \
  "${root}"/usr/share/{doc,info,locale,man}/*
# The official image has its interpreter here.
ln -s /usr/bin/python3.11 "${root}/usr/local/bin/python3.11"
ln -s python3.11 "${root}/usr/local/bin/python3"

tar -C "${root}" -c . | docker import --change 'CMD ["python3.11"]' - "${image}" >&2
echo "${image}"
