# Which settings are taken, and what one of them changes. Nothing is made: the provider is a mock.

mock_provider "aws" {}

variables {
  table_name   = "todo-k8s-test"
  role_name    = "test-service"
  pod_identity = { kube2iam = { node_role_arn = "arn:aws:iam::123456789012:role/nodes" } }
}

run "no_repository_unless_named" {
  command = plan

  assert {
    condition     = length(module.images) == 0
    error_message = "An image repository would be made although none is named."
  }
}

run "a_name_that_dynamodb_would_refuse" {
  command         = plan
  expect_failures = [var.table_name]
  variables { table_name = "to" }
}
