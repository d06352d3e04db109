output "iam_method" {
  description = "deploy's `iamMethod`."
  value       = module.role.iam_method
}

output "iam_role" {
  description = "deploy's `iamRole`: a name for kube2iam, an ARN for IRSA."
  value       = module.role.iam_role
}
