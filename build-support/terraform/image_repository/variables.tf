variable "name" {
  description = "The repository, as deploy's ecrRepoBase and service name make it: master/todo-k8s."
  type        = string
  nullable    = false

  validation {
    # RepositoryName in the API reference of ECR's CreateRepository.
    condition     = can(regex("^[a-z0-9]+([._-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)*$", var.name))
    error_message = "name is as in master/todo-k8s: small letters and digits, parted by single / . _ or -"
  }
}

variable "force_delete" {
  description = "Whether the repository may be deleted with the images in it. AWS refuses that otherwise."
  type        = bool
  default     = false
  nullable    = false
}
