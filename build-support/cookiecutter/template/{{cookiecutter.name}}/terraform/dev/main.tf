# {{cookiecutter.name}} in dev: what its pods need on AWS. The names are those of deploy/shared/dev.libsonnet.

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
    key          = "{{cookiecutter.name}}/dev/terraform.tfstate"
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
      Service     = "{{cookiecutter.name}}"
      Environment = "dev"
      ManagedBy   = "terraform"
    }
  }
}

module "role" {
  source = "../../../../build-support/terraform/pod_role"

  name         = "dev-{{cookiecutter.name}}"
  description  = "The pods of {{cookiecutter.name}}, which need nothing on AWS yet"
  pod_identity = var.pod_identity
}

# Both environments run the images of this one repository: what prod runs, dev has run.
module "images" {
  source = "../../../../build-support/terraform/image_repository"

  name = "master/{{cookiecutter.name}}"
}
