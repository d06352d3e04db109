output "name" {
  description = "What policies are attached to."
  value       = aws_iam_role.pods.name
}

output "iam_method" {
  description = "deploy's `iamMethod`."
  value       = var.pod_identity.irsa == null ? "kube2iam" : "irsa"
}

output "iam_role" {
  description = "deploy's `iamRole`: a name for kube2iam, an ARN for IRSA."
  value       = var.pod_identity.irsa == null ? aws_iam_role.pods.name : aws_iam_role.pods.arn
}
