import asyncio
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from botocore.credentials import Credentials, ReadOnlyCredentials, RefreshableCredentials
from botocore.session import Session as BotocoreSession

from todo_k8s.storage import aws_credentials
from todo_k8s.storage.aws_credentials import AwsCredentials
from todo_k8s.storage.table import Unavailable


class Session:
    """Stands for botocore's, where the credentials come from files or the network."""

    def __init__(self, *answers: Credentials | Exception | None) -> None:
        self._answers = list(answers)
        self.asked = 0
        self.threads: set[int] = set()

    def __call__(self) -> "Session":
        return self

    def get_credentials(self) -> Credentials | None:
        self.asked += 1
        self.threads.add(threading.get_ident())
        # Long enough for others to ask meanwhile.
        time.sleep(0.02)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


async def test_credentials_are_read_once_for_all_who_ask() -> None:
    session = Session(Credentials("id", "secret"))
    credentials = AwsCredentials(session)
    found = await asyncio.gather(*(credentials.current() for _ in range(10)))
    assert {known.access_key for known in found} == {"id"}
    assert session.asked == 1
    assert threading.get_ident() not in session.threads


async def test_they_come_from_where_botocore_finds_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "credentials"
    file.write_text("[work]\naws_access_key_id = id\naws_secret_access_key = secret\naws_session_token = token\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    monkeypatch.setenv("AWS_PROFILE", "work")
    assert await AwsCredentials(BotocoreSession).current() == ReadOnlyCredentials("id", "secret", "token")


async def test_missing_credentials_may_come_later() -> None:
    credentials = AwsCredentials(Session(None, ConnectionError("metadata"), Credentials("id", "secret")))
    with pytest.raises(Unavailable, match="no AWS credentials"):
        await credentials.current()
    with pytest.raises(Unavailable, match="metadata"):
        await credentials.current()
    assert (await credentials.current()).access_key == "id"


async def test_missing_credentials_are_explained_to_the_operator(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Unavailable):
        await AwsCredentials(Session(None)).current()
    await asyncio.sleep(0)
    assert "To fix, give this process a role" in caplog.text


async def test_a_failure_is_explained_once_and_again_when_it_comes_back(caplog: pytest.LogCaptureFixture) -> None:
    credentials = AwsCredentials(Session(None, None, ConnectionError("late"), Credentials("id", "secret"), None))
    for _ in range(5):
        credentials.forget()
        with suppress(Unavailable):
            await credentials.current()
        await asyncio.sleep(0)
    told = [record.getMessage().partition(". To fix")[0] for record in caplog.records]
    assert told == ["no AWS credentials", "AWS credentials cannot be read: late", "no AWS credentials"]


async def test_what_has_expired_is_not_given_again() -> None:
    session = Session(Credentials("first", "secret"), Credentials("second", "secret"))
    credentials = AwsCredentials(session)
    assert (await credentials.current()).access_key == "first"
    credentials.forget()
    assert (await credentials.current()).access_key == "second"


async def test_temporary_credentials_are_renewed_in_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aws_credentials, "RECHECK_AFTER", 0.0)
    now = datetime.now(UTC)
    offset = timedelta()
    threads: set[int] = set()

    def renewed() -> dict[str, str]:
        threads.add(threading.get_ident())
        expiry = (now + timedelta(hours=2)).isoformat()
        return {"access_key": "second", "secret_key": "s", "token": "t", "expiry_time": expiry}

    temporary = RefreshableCredentials(
        "first", "s", "t", now + timedelta(hours=1), renewed, "test", time_fetcher=lambda: now + offset
    )
    credentials = AwsCredentials(Session(temporary))
    assert (await credentials.current()).access_key == "first"
    offset = timedelta(minutes=50)
    assert (await credentials.current()).access_key == "first"
    await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()})
    assert (await credentials.current()).access_key == "second"
    assert threads and threading.get_ident() not in threads
