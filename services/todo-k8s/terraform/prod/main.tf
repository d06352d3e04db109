# todo-k8s in prod: what its pods need on AWS. The names are those of deploy/shared/prod.libsonnet.

terraform {
  required_version = ">= 1.11, < 2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }

  # The bucket is the account's own: terraform init -backend-config=bucket=NAME.
  backend "s3" {
    key          = "todo-k8s/prod/terraform.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = {
      Service     = "todo-k8s"
      Environment = "prod"
      ManagedBy   = "terraform"
    }
  }
}

module "todo" {
  source = "../modules/todo"

  table_name   = "todo-k8s-prod"
  role_name    = "prod-service"
  pod_identity = var.pod_identity
}
