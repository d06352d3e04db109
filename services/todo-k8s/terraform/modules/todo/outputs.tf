output "store" {
  description = "deploy's `store`."
  value       = "dynamodb:${aws_dynamodb_table.todo.name}"
}

output "iam_method" {
  description = "deploy's `iamMethod`."
  value       = var.pod_identity.irsa == null ? "kube2iam" : "irsa"
}

output "iam_role" {
  description = "deploy's `iamRole`: a name for kube2iam, an ARN for IRSA."
  value       = var.pod_identity.irsa == null ? aws_iam_role.pods.name : aws_iam_role.pods.arn
}

output "image_repository_url" {
  description = "Where the Jenkins jobs push and pods pull, without a tag; null where it is not made here."
  value       = one(values(aws_ecr_repository.images)[*].repository_url)
}
