# The role of the pods: who may take it on, and exactly what the service's calls need.

locals {
  kube2iam_trust = [for nodes in var.pod_identity.kube2iam[*] : {
    Effect    = "Allow"
    Action    = "sts:AssumeRole"
    Principal = { AWS = nodes.node_role_arn }
  }]

  irsa_trust = [for irsa in var.pod_identity.irsa[*] : {
    Effect    = "Allow"
    Action    = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = irsa.oidc_provider_arn }
    Condition = {
      StringEquals = {
        "${split(":oidc-provider/", irsa.oidc_provider_arn)[1]}:aud" = "sts.amazonaws.com"
        "${split(":oidc-provider/", irsa.oidc_provider_arn)[1]}:sub" = "system:serviceaccount:${irsa.namespace}:${irsa.service_account}"
      }
    }
  }]
}

resource "aws_iam_role" "pods" {
  name        = var.role_name
  description = "The pods of todo-k8s on the table ${var.table_name}"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat(local.kube2iam_trust, local.irsa_trust)
  })
}

resource "aws_iam_role_policy" "table" {
  name = "todo-k8s-table"
  role = aws_iam_role.pods.id

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
