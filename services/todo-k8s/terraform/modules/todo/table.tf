# The table as the service's models say (src/python/todo_k8s/storage/models.py); a test compares the two.

locals {
  # Local indexes cannot be added later: a new order takes a new table, or one of these for items that do not use it yet.
  indexes = toset(["ord", "due", "done", "chg", "alt"])
}

resource "aws_dynamodb_table" "todo" {
  name                        = var.table_name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = true

  dynamic "attribute" {
    for_each = setunion(["pk", "sk"], local.indexes)
    content {
      name = attribute.value
      type = "S"
    }
  }

  dynamic "local_secondary_index" {
    for_each = local.indexes
    content {
      name               = local_secondary_index.value
      range_key          = local_secondary_index.value
      projection_type    = "INCLUDE"
      non_key_attributes = ["version", "expires", "data"]
    }
  }

  ttl {
    enabled        = true
    attribute_name = "expires"
  }

  point_in_time_recovery {
    enabled = true
  }

  # With the key that AWS keeps for DynamoDB in this account: its use is in CloudTrail, and callers need no right to it.
  server_side_encryption {
    enabled = true
  }

  # A plan that would delete or replace the table fails before anything else is gone (teardown_override.tf.example).
  lifecycle {
    prevent_destroy = true
  }
}
