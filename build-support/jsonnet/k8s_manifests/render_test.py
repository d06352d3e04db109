import json
from pathlib import Path

import pytest

from k8s_manifests.render import main

_ITEM = "{ apiVersion: 'v1', kind: 'List', items: [%s] }"
_BOTH = ["--version", "1", "--config-version", "2"]


@pytest.fixture(autouse=True)
def monorepo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A monorepo with one service in dev and prod; the command runs in its root."""
    library = Path("build-support/jsonnet/common/include.libsonnet").read_text()
    write(tmp_path / "build-support/jsonnet/common/include.libsonnet", library)
    write(tmp_path / "services/mail/deploy/dev.jsonnet", _ITEM % "std.extVar('version'), std.extVar('configVersion')")
    write(tmp_path / "services/mail/deploy/prod.jsonnet", _ITEM % "error 'must provide namespace'")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command says of wrong arguments."""
    with pytest.raises(SystemExit) as exit_:
        main([*arguments])
    assert exit_.value.code == 2
    return capsys.readouterr().err.splitlines()[-1]


def test_the_manifest_is_all_that_stdout_gets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mail", "dev", *_BOTH]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {"apiVersion": "v1", "items": ["1", "2"], "kind": "List"}
    assert printed.err == ""


def test_without_a_version_nothing_is_rendered(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "mail", "dev", "--config-version", "2")
    assert said == "render: error: the following arguments are required: --version"


def test_the_config_version_follows_the_settings_alone(monorepo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pod = "{ kind: 'Pod', of: [std.extVar('version'), std.extVar('configVersion')] }"
    config = "{ kind: 'ConfigMap', data: { A: '%s' } }, " + pod

    def name(setting: str, version: str) -> str:
        write(monorepo / "services/mail/deploy/dev.jsonnet", _ITEM % config % setting)
        assert main(["mail", "dev", "--version", version]) == 0
        version_and_name: list[str] = json.loads(capsys.readouterr().out)["items"][1]["of"]
        assert version_and_name[0] == version
        return version_and_name[1]

    assert name("1", "v1") == name("1", "v2") != name("2", "v2")


def test_an_unknown_service_is_told_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "male", "dev", *_BOTH)
    assert said == "render: error: there is no service 'male' with a deploy folder; services: mail"


def test_an_unknown_environment_is_told_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "mail", "test", *_BOTH)
    assert said == "render: error: 'mail' has no environment 'test'; environments: dev prod"


def test_a_missing_setting_is_named_with_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mail", "prod", *_BOTH]) == 1
    printed = capsys.readouterr()
    assert printed.err.splitlines()[0] == "render: services/mail/deploy/prod.jsonnet: must provide namespace"
    assert printed.out == ""


def test_a_placeholder_is_not_let_out(monorepo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unfilled = "{ image: 'mail:' + (import 'common/include.libsonnet').PLACEHOLDER }"
    write(monorepo / "services/mail/deploy/dev.jsonnet", _ITEM % unfilled)
    assert main(["mail", "dev", *_BOTH]) == 1
    printed = capsys.readouterr()
    assert printed.err == (
        'render: services/mail/deploy/dev.jsonnet: a PLACEHOLDER is not filled in: "image": "mail:PLACEHOLDER"\n'
    )
    assert printed.out == ""
