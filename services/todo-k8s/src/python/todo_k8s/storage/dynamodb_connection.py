"""PynamoDB's connection with its one seam to the network on asyncio."""

import os
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from botocore.session import Session
from pynamodb.connection import Connection

from todo_k8s.storage.aws_credentials import AwsCredentials
from todo_k8s.storage.dynamodb_http import DynamoDbHttp
from todo_k8s.storage.greenlet_bridge import wait_for
from todo_k8s.storage.setup_error import SetupError

Meter: TypeAlias = Callable[[str, float], None]
"""Hears the name of each call's operation and the capacity units that it consumed."""


class BridgedConnection(Connection):
    """Usable inside `in_greenlet` only. PynamoDB itself asks for the consumed capacity of each call."""

    def __init__(self, region: str, http: DynamoDbHttp, meter: Meter | None) -> None:
        super().__init__(region=region)
        self._http = http
        self._meter = meter

    def _make_api_call(self, operation_name: str, operation_kwargs: dict[str, Any]) -> dict[str, Any]:
        answer = wait_for(self._http.call(operation_name, operation_kwargs))
        if self._meter is not None:
            self._meter(operation_name, _units(answer))
        return answer

    @property
    def endpoint(self) -> str:
        return self._http.endpoint

    async def close(self) -> None:
        await self._http.close()


def connect(region: str | None, endpoint: str | None, meter: Meter | None) -> BridgedConnection:
    """Raises `SetupError` if the region is given neither here nor by the environment."""
    session = Session()
    # Kubernetes and Lambda set the first name, botocore reads only the second one and the profile.
    region = region or os.environ.get("AWS_REGION") or session.get_config_variable("region")
    if not region:
        raise SetupError("The region of the DynamoDB table is unknown. To fix, give --region or set AWS_REGION.")
    http = DynamoDbHttp(endpoint or _endpoint_of(session, region), region, AwsCredentials(session))
    return BridgedConnection(region, http, meter)


def _endpoint_of(session: Session, region: str) -> str:
    # botocore knows the partitions (some regions are not under amazonaws.com), FIPS, dual stack and AWS_ENDPOINT_URL.
    endpoint: str = session.create_client("dynamodb", region).meta.endpoint_url
    return endpoint


def _units(answer: Mapping[str, Any]) -> float:
    consumed = answer.get("ConsumedCapacity", ())
    parts = [consumed] if isinstance(consumed, Mapping) else consumed
    return float(sum(part["CapacityUnits"] for part in parts))
