output "url" {
  description = "Where the Jenkins jobs push and pods pull, without a tag."
  value       = aws_ecr_repository.images.repository_url
}
