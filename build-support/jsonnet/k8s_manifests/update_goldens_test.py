from pathlib import Path

import pytest

from k8s_manifests.goldens import VERSION
from k8s_manifests.update_goldens import main

_DEPLOY = Path("services/mail/deploy")


@pytest.fixture(autouse=True)
def _monorepo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _DEPLOY.mkdir(parents=True)
    (_DEPLOY / "dev.jsonnet").write_text("[std.extVar('version')]")


def test_a_golden_file_is_made(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert (_DEPLOY / "golden/dev.json").read_text() == f'[\n   "{VERSION}"\n]\n'
    assert capsys.readouterr().out == "wrote services/mail/deploy/golden/dev.json\n"


def test_a_stale_golden_file_is_made_anew() -> None:
    main([])
    (_DEPLOY / "dev.jsonnet").write_text("['new']")
    assert main([]) == 0
    assert (_DEPLOY / "golden/dev.json").read_text() == '[\n   "new"\n]\n'


def test_nothing_is_said_of_a_golden_file_that_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    main([])
    capsys.readouterr()
    assert main([]) == 0
    assert capsys.readouterr().out == ""


def test_why_settings_do_not_render_is_kept_instead(capsys: pytest.CaptureFixture[str]) -> None:
    main([])
    capsys.readouterr()
    (_DEPLOY / "dev.jsonnet").write_text("error 'must provide store'")
    assert main([]) == 0
    assert [(each.name, each.read_text()) for each in (_DEPLOY / "golden").iterdir()] == [
        ("dev.refused.txt", "must provide store\n")
    ]
    assert capsys.readouterr().out.splitlines() == [
        "wrote services/mail/deploy/golden/dev.refused.txt",
        "removed services/mail/deploy/golden/dev.json",
    ]


def test_of_one_service_alone_where_it_is_named() -> None:
    other = Path("services/news/deploy")
    other.mkdir(parents=True)
    (other / "dev.jsonnet").write_text("[]")
    assert main(["mail"]) == 0
    assert (_DEPLOY / "golden/dev.json").exists()
    assert not (other / "golden").exists()


def test_an_unknown_service_is_told_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["male"]) == 2
    assert capsys.readouterr().err == (
        "update_goldens: there is no service 'male' with a deploy folder; services: mail\n"
    )
