output "store" {
  description = "deploy's `store`."
  value       = module.todo.store
}

output "iam_method" {
  description = "deploy's `iamMethod`."
  value       = module.todo.iam_method
}

output "iam_role" {
  description = "deploy's `iamRole`: a name for kube2iam, an ARN for IRSA."
  value       = module.todo.iam_role
}
