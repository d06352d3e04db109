# Where the language base image is pushed to, and every service's base image is built from. Apply it once, before the first
# run of the job service_base_container_build: terraform init -backend-config=bucket=BUCKET && terraform apply.

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
    key          = "base/python3.11/terraform.tfstate"
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
      Service   = "base/python3.11"
      ManagedBy = "terraform"
    }
  }
}

variable "account_id" {
  description = "The AWS account whose registry the jobs push to. Credentials of any other are refused."
  type        = string
  nullable    = false
}

module "images" {
  source = "../../../build-support/terraform/image_repository"

  name = "base/python3.11"
}

output "image_repository_url" {
  description = "Where the job pushes the language base to."
  value       = module.images.url
}
