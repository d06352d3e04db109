from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from todo_k8s.client.zone import here


@pytest.mark.parametrize("zone", ["Europe/Berlin", ":Asia/Tokyo"])
def test_the_time_here_knows_when_the_clocks_change(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    assert here().tzinfo == ZoneInfo(zone.removeprefix(":"))


def test_a_machine_that_names_no_zone_has_an_offset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "XYZ-3")
    assert here().utcoffset() is not None
    assert abs((here() - datetime.now(UTC)).total_seconds()) < 3_600
