#!/bin/sh
# Runs in a base image: says which system it is, which CPython it has, and every Debian package in it, one a line.
set -eu

cat /etc/os-release
python3.11 -c 'import platform; print(f"PYTHON={platform.python_version()}")'
# shellcheck disable=SC2016 # The dollars are dpkg's.
dpkg-query --show --showformat='${Package}\t${Version}\t${Architecture}\t${source:Package}\n'
