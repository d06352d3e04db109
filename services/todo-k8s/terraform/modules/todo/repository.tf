# Where the service's images are.

module "images" {
  source   = "../../../../../build-support/terraform/image_repository"
  for_each = toset(var.image_repository[*])

  name = each.value
}
