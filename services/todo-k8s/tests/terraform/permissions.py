"""Which rights calls of DynamoDB need, and which a policy gives: pairs of an action and a resource of IAM.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from terraform.aws import ACCOUNT, REGION, Call

Right: TypeAlias = tuple[str, str]

# "IAM for transactions": each action of a transaction needs the right of its own, the transaction as such none.
_IN_A_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}


def needed(calls: Iterable[Call]) -> set[Right]:
    return {right for call in calls for right in _rights(call)}


def given(policy: Mapping[str, Any]) -> set[Right]:
    """What the statements allow. They must do nothing else."""
    rights: set[Right] = set()
    for statement in policy["Statement"]:
        assert statement.keys() == {"Sid", "Effect", "Action", "Resource"}, statement
        assert statement["Effect"] == "Allow"
        resources = _listed(statement["Resource"])
        rights |= {(action, resource) for action in _listed(statement["Action"]) for resource in resources}
    return rights


def _rights(call: Call) -> Iterable[Right]:
    arguments = call.arguments
    match call.operation:
        case "TransactWriteItems":
            for item in arguments["TransactItems"]:
                for kind, action in item.items():
                    yield f"dynamodb:{_IN_A_TRANSACTION[kind]}", _table(action["TableName"])
        case "BatchGetItem" | "BatchWriteItem":
            for name in arguments["RequestItems"]:
                yield f"dynamodb:{call.operation}", _table(name)
        case _:
            index = arguments.get("IndexName")
            resource = _table(arguments["TableName"]) + (f"/index/{index}" if index else "")
            yield f"dynamodb:{call.operation}", resource


def _table(name: str) -> str:
    return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
