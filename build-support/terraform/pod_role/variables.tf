variable "name" {
  description = "The role of the pods: deploy's `iamRole`."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9+=,.@_-]{1,64}$", var.name))
    error_message = "name is 1 to 64 letters, digits or characters out of +=,.@_-"
  }
}

variable "description" {
  description = "What the role is for."
  type        = string
  nullable    = false
}

variable "pod_identity" {
  description = <<-EOT
    How pods come to the role, one of two ways.
    kube2iam: the nodes' own role, from which kube2iam assumes it.
    irsa: the cluster's OIDC provider, and the one service account that it is for.
  EOT
  type = object({
    kube2iam = optional(object({ node_role_arn = string }))
    irsa     = optional(object({ oidc_provider_arn = string, namespace = string, service_account = string }))
  })
  nullable = false

  validation {
    condition     = (var.pod_identity.kube2iam == null) != (var.pod_identity.irsa == null)
    error_message = "pod_identity names one way: either kube2iam or irsa."
  }

  validation {
    condition = (
      var.pod_identity.kube2iam == null ||
      can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$", var.pod_identity.kube2iam.node_role_arn))
    )
    error_message = "pod_identity.kube2iam.node_role_arn is a role's ARN, as in arn:aws:iam::123456789012:role/nodes."
  }

  validation {
    condition = (
      var.pod_identity.irsa == null ||
      can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/.+$", var.pod_identity.irsa.oidc_provider_arn))
    )
    error_message = "pod_identity.irsa.oidc_provider_arn is the ARN of the cluster's OIDC provider in IAM, as in arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE."
  }

  validation {
    # A star would let other service accounts in; names are those of RFC 1123, as Kubernetes has them.
    condition = var.pod_identity.irsa == null || alltrue([
      for name in [try(var.pod_identity.irsa.namespace, ""), try(var.pod_identity.irsa.service_account, "")] :
      can(regex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", name))
    ])
    error_message = "pod_identity.irsa.namespace and service_account are Kubernetes names: small letters, digits and dashes."
  }
}
