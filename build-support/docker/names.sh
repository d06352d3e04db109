# shellcheck shell=bash
# How images are named and labelled, and what making them takes, for the scripts beside this file to source.
# ECR_REPO_ACCOUNT (the registry's host, none here) and ECR_REPO_BASE (the branch) mean what ecrRepoAccount and ecrRepoBase
# mean in deploy/shared.

service_repository() {
  echo "${ECR_REPO_ACCOUNT:+${ECR_REPO_ACCOUNT}/}${ECR_REPO_BASE:-master}/$1"
}

language_repository() {
  echo "${ECR_REPO_ACCOUNT:+${ECR_REPO_ACCOUNT}/}base/$1"
}

# Where a job notes which images it made, for push_images.
made_images() {
  echo "dist/$1.images"
}

# --label arguments by the OCI image specification, one a line: what is in the image and where it came from.
label_arguments() { # TITLE VERSION
  local prefix=org.opencontainers.image source
  source="${SOURCE_URL:-$(git config --get remote.origin.url || echo unknown)}"
  printf '%s\n' \
    "--label=${prefix}.title=$1" \
    "--label=${prefix}.version=$2" \
    "--label=${prefix}.revision=$(git rev-parse HEAD)" \
    "--label=${prefix}.source=$(sed -E 's#//[^/@]*@#//#' <<<"${source}")" \
    "--label=${prefix}.created=$(date -u +%Y-%m-%dT%H:%M:%SZ)"
}

# Ends the script where no engine answers, before anything else can be blamed for it.
require_docker() {
  docker version >/dev/null 2>&1 && return
  echo "$(basename "$0"): no Docker engine answers. To fix, start one: build-support/bin/start_docker_engine" >&2
  exit 2
}
