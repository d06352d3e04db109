# Who may take the role on. Nothing is made: the provider is a mock.

mock_provider "aws" {}

variables {
  name         = "test-service"
  description  = "The pods of a test"
  pod_identity = { kube2iam = { node_role_arn = "arn:aws:iam::123456789012:role/nodes" } }
}

run "kube2iam_trusts_the_nodes_alone" {
  command = plan

  assert {
    condition = jsondecode(aws_iam_role.pods.assume_role_policy).Statement == [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::123456789012:role/nodes" }
    }]
    error_message = "The role trusts ${aws_iam_role.pods.assume_role_policy}"
  }

  assert {
    condition     = output.iam_method == "kube2iam" && output.iam_role == "test-service"
    error_message = "deploy would be given ${output.iam_method} and ${output.iam_role}."
  }
}

run "irsa_trusts_one_service_account_alone" {
  command = plan

  variables {
    pod_identity = {
      irsa = {
        oidc_provider_arn = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE"
        namespace         = "pre-staging"
        service_account   = "todo-k8s"
      }
    }
  }

  assert {
    condition = jsondecode(aws_iam_role.pods.assume_role_policy).Statement == [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE" }
      Condition = {
        StringEquals = {
          "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE:aud" = "sts.amazonaws.com"
          "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE:sub" = "system:serviceaccount:pre-staging:todo-k8s"
        }
      }
    }]
    error_message = "The role trusts ${aws_iam_role.pods.assume_role_policy}"
  }
}

run "a_name_that_aws_would_refuse" {
  command         = plan
  expect_failures = [var.name]
  variables { name = "services/dev-service" }
}

run "no_identity" {
  command         = plan
  expect_failures = [var.pod_identity]
  variables { pod_identity = {} }
}

run "two_identities" {
  command         = plan
  expect_failures = [var.pod_identity]
  variables {
    pod_identity = {
      kube2iam = { node_role_arn = "arn:aws:iam::123456789012:role/nodes" }
      irsa = {
        oidc_provider_arn = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE"
        namespace         = "prod"
        service_account   = "todo-k8s"
      }
    }
  }
}

run "a_node_role_without_its_account" {
  command         = plan
  expect_failures = [var.pod_identity]
  variables { pod_identity = { kube2iam = { node_role_arn = "nodes" } } }
}

run "everybody_in_place_of_the_node_role" {
  command         = plan
  expect_failures = [var.pod_identity]
  variables { pod_identity = { kube2iam = { node_role_arn = "*" } } }
}

run "an_issuer_in_place_of_the_oidc_provider" {
  command         = plan
  expect_failures = [var.pod_identity]
  variables {
    pod_identity = {
      irsa = {
        oidc_provider_arn = "https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE"
        namespace         = "prod"
        service_account   = "todo-k8s"
      }
    }
  }
}

run "every_service_account_of_a_namespace" {
  command         = plan
  expect_failures = [var.pod_identity]
  variables {
    pod_identity = {
      irsa = {
        oidc_provider_arn = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE"
        namespace         = "prod"
        service_account   = "*"
      }
    }
  }
}
