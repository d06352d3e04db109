output "store" {
  description = "deploy's `store`."
  value       = "dynamodb:${aws_dynamodb_table.todo.name}"
}

output "iam_method" {
  description = "deploy's `iamMethod`."
  value       = module.role.iam_method
}

output "iam_role" {
  description = "deploy's `iamRole`: a name for kube2iam, an ARN for IRSA."
  value       = module.role.iam_role
}

output "image_repository_url" {
  description = "Where the Jenkins jobs push and pods pull, without a tag; null where it is not made here."
  value       = one(values(module.images)[*].url)
}
