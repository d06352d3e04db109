import pytest

from todo_k8s.storage.dynamodb_connection import connect


@pytest.mark.parametrize(
    ("region", "endpoint"),
    [
        ("eu-west-1", "https://dynamodb.eu-west-1.amazonaws.com"),
        ("cn-north-1", "https://dynamodb.cn-north-1.amazonaws.com.cn"),
    ],
)
async def test_the_endpoint_is_that_of_the_region(region: str, endpoint: str) -> None:
    assert connect(region, None).http.endpoint == endpoint


async def test_the_region_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    assert connect(None, None).region == "eu-central-1"
    monkeypatch.setenv("AWS_REGION", "eu-north-1")
    assert connect(None, None).region == "eu-north-1"
    assert connect("eu-west-1", None).region == "eu-west-1"
