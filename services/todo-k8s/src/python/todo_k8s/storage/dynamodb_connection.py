"""PynamoDB's connection with its one seam to the network on asyncio."""

import os
from typing import Any

from botocore import UNSIGNED
from botocore.config import Config
from botocore.session import Session
from pynamodb.connection import Connection

from todo_k8s.storage.aws_credentials import AwsCredentials
from todo_k8s.storage.dynamodb_answers import ANYTHING
from todo_k8s.storage.dynamodb_http import DynamoDbHttp
from todo_k8s.storage.greenlet_bridge import wait_for
from todo_k8s.storage.setup_error import SetupError

# Of STS, which gives credentials for a web identity. One attempt, since whoever lacks credentials asks again soon;
# botocore's own minutes would be spent on the one that fell silent while others were long answered.
_STS = Config(connect_timeout=1, read_timeout=5, retries={"total_max_attempts": 1})


class BridgedConnection(Connection):
    """What PynamoDB itself does with it works inside `in_greenlet` only."""

    def __init__(self, region: str, http: DynamoDbHttp) -> None:
        super().__init__(region=region)
        self.http = http

    def dispatch(self, operation_name: str, operation_kwargs: dict[str, Any]) -> dict[str, Any]:
        """PynamoDB's own tells listeners of each call, under a UUID made for that, and there are none; and it asks what
        capacity was used, to log that."""
        return wait_for(self.http.call(operation_name, operation_kwargs, ANYTHING))


def connect(region: str | None, endpoint: str | None) -> BridgedConnection:
    """Raises `SetupError` if the region is given neither here nor by the environment."""
    session = Session()
    # Kubernetes and Lambda set the first name, botocore reads only the second one and the profile.
    region = region or os.environ.get("AWS_REGION") or session.get_config_variable("region")
    if not region:
        raise SetupError("The region of the DynamoDB table is unknown. To fix, give --region or set AWS_REGION.")
    http = DynamoDbHttp(endpoint or _endpoint_of(session, region), region, AwsCredentials(_new_session))
    return BridgedConnection(region, http)


def _endpoint_of(session: Session, region: str) -> str:
    # botocore knows the partitions (some regions are not under amazonaws.com), FIPS, dual stack and AWS_ENDPOINT_URL.
    # Unsigned, as botocore would look for credentials here and now: these may come late, and are asked for in a thread.
    client = session.create_client("dynamodb", region, config=Config(signature_version=UNSIGNED))
    endpoint: str = client.meta.endpoint_url
    return endpoint


def _new_session() -> Session:
    session = Session()
    session.set_default_client_config(_STS)
    return session
