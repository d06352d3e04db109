"""What the tables call the stores and the servers."""

DYNAMODB_LOCAL = "DynamoDB Local"
SQLITE = "SQLite"

SERVICE = "todo-k8s"
WALKTHROUGH = "walkthrough's shape"
NODE = "Node"
CEILING = "ceiling"
