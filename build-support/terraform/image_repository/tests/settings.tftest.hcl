# Which names are taken. Nothing is made: the provider is a mock.

mock_provider "aws" {}

run "a_name_of_parts" {
  command = plan
  variables { name = "master/todo-k8s" }

  assert {
    condition     = aws_ecr_repository.images.name == "master/todo-k8s"
    error_message = "The repository is ${aws_ecr_repository.images.name}"
  }
}

run "a_name_with_a_tag" {
  command         = plan
  expect_failures = [var.name]
  variables { name = "master/todo-k8s:1" }
}
