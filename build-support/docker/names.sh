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
label_arguments() { # TITLE VERSION BASE
  local prefix=org.opencontainers.image source
  source="${SOURCE_URL:-$(git config --get remote.origin.url || echo unknown)}"
  printf '%s\n' \
    "--label=${prefix}.title=$1" \
    "--label=${prefix}.version=$2" \
    "--label=${prefix}.revision=$(git rev-parse HEAD)" \
    "--label=${prefix}.source=$(sed -E 's#//[^/]*@#//#' <<<"${source}")" \
    "--label=${prefix}.base.name=$3" \
    "--label=${prefix}.created=$(date -u +%Y-%m-%dT%H:%M:%SZ)"
}

# The name of the image by its digest, name@sha256:…, once it is here.
pulled_by_digest() { # NAME:TAG
  docker pull --quiet "$1" >&2 && docker image inspect --format '{{index .RepoDigests 0}}' "$1"
}

# REPOSITORY@sha256:… of an image that was pushed there or pulled from there; fails for any other.
digest_in() { # REPOSITORY IMAGE
  docker image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$2" 2>/dev/null | grep -F "$1@"
}

# Ends the script where what an image is built on is not named by its digest: a tag can mean another image tomorrow. The one
# exception comes from no registry, and so has no digest there: what docker/python3.11/stand_in.sh makes on this machine.
require_digest() { # VARIABLE NAME
  [[ "$2" =~ @sha256:[0-9a-f]{64}$ || "$2" == todo-k8s-stand-in/* ]] && return
  echo "$(basename "$0"): $1 must name an image by its digest, name@sha256:…; it is '$2'. To fix, docker pull or" \
    "push the image: both print the digest." >&2
  exit 2
}

# Ends the script where no engine answers, before anything else can be blamed for it.
require_docker() {
  docker version >/dev/null 2>&1 && return
  echo "$(basename "$0"): no Docker engine answers. To fix, start one: build-support/bin/start_docker_engine" >&2
  exit 2
}
