# The role of the pods: exactly what the service's calls need.

module "role" {
  source = "../../../../../build-support/terraform/pod_role"

  name         = var.role_name
  description  = "The pods of todo-k8s on the table ${var.table_name}"
  pod_identity = var.pod_identity
}

resource "aws_iam_role_policy" "table" {
  name = "todo-k8s-table"
  role = module.role.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "ReadAndTransact"
        Effect = "Allow"
        # IAM has no TransactWriteItems: a transaction needs the rights of its actions.
        Action = [
          "dynamodb:BatchGetItem",
          "dynamodb:ConditionCheckItem",
          "dynamodb:DeleteItem",
          "dynamodb:PutItem",
        ]
        Resource = aws_dynamodb_table.todo.arn
      },
      {
        Sid    = "QueryInEachOrder"
        Effect = "Allow"
        Action = "dynamodb:Query"
        Resource = concat(
          [aws_dynamodb_table.todo.arn],
          [for index in local.indexes : "${aws_dynamodb_table.todo.arn}/index/${index}"],
        )
      },
    ]
  })
}
