# shellcheck shell=bash
# How images are named, for the scripts beside this file to source. ECR_REPO_ACCOUNT (the registry's host,
# none here) and ECR_REPO_BASE (the branch) mean what ecrRepoAccount and ecrRepoBase mean in deploy/shared.

service_repository() {
  echo "${ECR_REPO_ACCOUNT:+${ECR_REPO_ACCOUNT}/}${ECR_REPO_BASE:-master}/$1"
}

language_repository() {
  echo "${ECR_REPO_ACCOUNT:+${ECR_REPO_ACCOUNT}/}base/$1"
}
