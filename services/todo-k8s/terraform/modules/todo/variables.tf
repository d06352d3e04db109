variable "table_name" {
  description = "The DynamoDB table: what follows `dynamodb:` in the service's `store` setting."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_.-]{3,255}$", var.table_name))
    error_message = "table_name is 3 to 255 letters, digits, dots, dashes or underscores."
  }
}

variable "role_name" {
  description = "The role of the pods: deploy's `iamRole`."
  type        = string
  nullable    = false
}

variable "pod_identity" {
  description = "How pods come to the role: kube2iam or irsa (build-support/terraform/pod_role/variables.tf)."
  type = object({
    kube2iam = optional(object({ node_role_arn = string }))
    irsa     = optional(object({ oidc_provider_arn = string, namespace = string, service_account = string }))
  })
  nullable = false
}

variable "image_repository" {
  description = "The ECR repository to make for the service's images; null where another environment's state holds it."
  type        = string
  default     = null
}
