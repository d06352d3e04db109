# A role of pods, and who may take it on. What it may do is the service's own to say.

locals {
  kube2iam_trust = [for nodes in var.pod_identity.kube2iam[*] : {
    Effect    = "Allow"
    Action    = "sts:AssumeRole"
    Principal = { AWS = nodes.node_role_arn }
  }]

  irsa_trust = [for irsa in var.pod_identity.irsa[*] : {
    Effect    = "Allow"
    Action    = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = irsa.oidc_provider_arn }
    Condition = {
      StringEquals = {
        "${split(":oidc-provider/", irsa.oidc_provider_arn)[1]}:aud" = "sts.amazonaws.com"
        "${split(":oidc-provider/", irsa.oidc_provider_arn)[1]}:sub" = "system:serviceaccount:${irsa.namespace}:${irsa.service_account}"
      }
    }
  }]
}

resource "aws_iam_role" "pods" {
  name        = var.name
  description = var.description

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat(local.kube2iam_trust, local.irsa_trust)
  })
}
