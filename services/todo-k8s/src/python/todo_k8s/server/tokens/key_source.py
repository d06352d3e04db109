"""Where a provider's keys come from: a file, or a URL."""

from pathlib import Path
from typing import Protocol

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar

MAX_BYTES = 256 * 1_024
SECONDS = 5.0


class KeysUnavailable(Exception):
    """The keys cannot be had now; the message says why."""


class KeySource(Protocol):
    async def fetch(self) -> bytes:
        """What is there now. Raises KeysUnavailable."""

    async def close(self) -> None: ...


class FileSource:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __str__(self) -> str:
        return str(self._path)

    async def fetch(self) -> bytes:
        # A file of a few KB, on this machine: there is nothing to wait for.
        try:
            return self._path.read_bytes()
        except OSError as error:
            raise KeysUnavailable(str(error.strerror)) from error

    async def close(self) -> None:
        pass


class UrlSource:
    """Never follows a redirection: it could lead from https to http. The environment's proxy is not used; a private CA
    is taken from SSL_CERT_FILE."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session: ClientSession | None = None

    def __str__(self) -> str:
        return self._url

    async def fetch(self) -> bytes:
        if self._session is None:
            self._session = ClientSession(timeout=ClientTimeout(total=SECONDS), cookie_jar=DummyCookieJar())
        try:
            async with self._session.get(self._url, allow_redirects=False) as response:
                if response.status != 200:
                    raise KeysUnavailable(f"HTTP status {response.status}")
                body = bytearray()
                async for part in response.content.iter_any():
                    body += part
                    if len(body) > MAX_BYTES:
                        raise KeysUnavailable(f"more than {MAX_BYTES} bytes")
                return bytes(body)
        except TimeoutError as error:
            raise KeysUnavailable(f"no answer within {SECONDS:g} s") from error
        except (ClientError, OSError) as error:
            raise KeysUnavailable(str(error) or type(error).__name__) from error

    async def close(self) -> None:
        if self._session:
            await self._session.close()


def source_of(jwks: str | Path) -> KeySource:
    return FileSource(jwks) if isinstance(jwks, Path) else UrlSource(jwks)
