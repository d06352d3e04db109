variable "account_id" {
  description = "The AWS account of prod. Credentials of any other are refused."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id is the twelve digits of an AWS account."
  }
}

variable "pod_identity" {
  description = "How pods come to the role: kube2iam or irsa (build-support/terraform/pod_role/variables.tf)."
  type = object({
    kube2iam = optional(object({ node_role_arn = string }))
    irsa     = optional(object({ oidc_provider_arn = string, namespace = string, service_account = string }))
  })
  nullable = false
}
