"""PynamoDB's connection with its one seam to the network on asyncio."""

import os
from typing import Any

from botocore.session import Session
from pynamodb.connection import Connection

from todo_k8s.storage.aws_credentials import AwsCredentials
from todo_k8s.storage.dynamodb_http import DynamoDbHttp
from todo_k8s.storage.greenlet_bridge import wait_for
from todo_k8s.storage.setup_error import SetupError


class BridgedConnection(Connection):
    """Usable inside `in_greenlet` only."""

    def __init__(self, region: str, http: DynamoDbHttp) -> None:
        super().__init__(region=region)
        self._http = http

    def _make_api_call(self, operation_name: str, operation_kwargs: dict[str, Any]) -> dict[str, Any]:
        return wait_for(self._http.call(operation_name, operation_kwargs))

    @property
    def endpoint(self) -> str:
        return self._http.endpoint

    async def close(self) -> None:
        await self._http.close()


def connect(region: str | None, endpoint: str | None) -> BridgedConnection:
    """Raises `SetupError` if the region is given neither here nor by the environment."""
    session = Session()
    # Kubernetes and Lambda set the first name, botocore reads only the second one and the profile.
    region = region or os.environ.get("AWS_REGION") or session.get_config_variable("region")
    if not region:
        raise SetupError("The region of the DynamoDB table is unknown. To fix, give --region or set AWS_REGION.")
    http = DynamoDbHttp(endpoint or _endpoint_of(session, region), region, AwsCredentials(session))
    return BridgedConnection(region, http)


def _endpoint_of(session: Session, region: str) -> str:
    # botocore knows the partitions (some regions are not under amazonaws.com), FIPS, dual stack and AWS_ENDPOINT_URL.
    endpoint: str = session.create_client("dynamodb", region).meta.endpoint_url
    return endpoint
