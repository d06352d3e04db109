"""One signed request to DynamoDB by our connections and by aiohttp, whose place they took (docs/adr/0014)."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import msgspec
from aiohttp import ClientSession, DummyCookieJar
from botocore.credentials import ReadOnlyCredentials

from todo_k8s.storage.dynamodb_http_pool import HttpPool
from todo_k8s.storage.dynamodb_items import key_of
from todo_k8s.storage.sigv4 import Signer
from todo_k8s.storage.table import Key

_CREDENTIALS = ReadOnlyCredentials("local", "local", None)


@asynccontextmanager
async def transports(
    endpoint: str, table: str, keys: tuple[Key, ...]
) -> AsyncIterator[Mapping[str, Callable[[], Awaitable[bytes]]]]:
    """Reads of the keys, by either; each gives the body of DynamoDB's answer."""
    wanted = {"ConsistentRead": True, "Keys": [key_of(key) for key in keys]}
    body = msgspec.json.encode({"RequestItems": {table: wanted}})
    signer = Signer(urlsplit(endpoint).netloc, "us-east-1")
    pool = HttpPool(endpoint)

    def headers() -> str:
        return signer.headers("DynamoDB_20120810.BatchGetItem", body, _CREDENTIALS, int(time.time()))

    async def ours() -> bytes:
        return (await pool.post(headers(), body)).body

    async with ClientSession(auto_decompress=False, cookie_jar=DummyCookieJar()) as session:

        async def aiohttp() -> bytes:
            lines = [line.split(": ", 1) for line in headers().splitlines()]
            async with session.post(endpoint, data=body, headers=dict(lines), allow_redirects=False) as response:
                return await response.read()

        assert msgspec.json.decode(await ours()) == msgspec.json.decode(await aiohttp())
        yield {"aiohttp": aiohttp, "ours": ours}
    await pool.close()
