"""The DynamoDB that the faulty one stands before."""

from todo_k8s.storage.testing import dynamodb_local

__all__ = ["dynamodb_local"]
