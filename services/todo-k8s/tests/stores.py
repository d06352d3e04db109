"""The stores that every end-to-end test runs on: the embedded one, and AWS's DynamoDB Local."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class StoreSettings:
    """What a server is started with to use the store."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_dynamodb(self) -> bool:
        return "--dynamodb-endpoint" in self.arguments
