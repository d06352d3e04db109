"""The service's table in DynamoDB Local, but without a time to live."""

from functools import partial

from todo_k8s.storage import dynamodb_schema
from todo_k8s.storage.dynamodb import DynamoDbTable
from todo_k8s.storage.greenlet_bridge import in_greenlet


async def created(name: str, endpoint: str) -> DynamoDbTable:
    """Nothing expires while it is measured. But to find that out, DynamoDB Local would read the whole table again and
    again, in the one thread in which it answers calls: with a million tasks they waited for seconds."""
    table = DynamoDbTable(name, endpoint=endpoint)
    await in_greenlet(partial(dynamodb_schema._make, table._model))
    return table
