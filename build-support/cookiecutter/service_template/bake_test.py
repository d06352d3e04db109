import os
import shutil
from pathlib import Path

import pytest
from cookiecutter.exceptions import UndefinedVariableInTemplate

from service_template.bake import bake

_TEMPLATE = Path("build-support/cookiecutter/template")
_TODO = Path("services/todo-k8s")

# What differs from todo-k8s's in the name alone.
_ALIKE = (
    ".dockerignore",
    ".gitignore",
    "Dockerfile",
    "deploy/base/hpa.jsonnet",
    "deploy/base/pdb.jsonnet",
    "deploy/base/service.jsonnet",
    "deploy/base/serviceaccount.jsonnet",
    "deploy/dev.jsonnet",
    "deploy/local.jsonnet",
    "docker/base/Dockerfile",
    "scripts/build_server.sh",
    "scripts/pre_container_base_build.sh",
    "scripts/pre_container_build.sh",
    "src/python/BUILD",
    "terraform/.gitignore",
)


def monorepo_of_the_template(folder: Path) -> Path:
    shutil.copytree(_TEMPLATE, folder / _TEMPLATE)
    (folder / "services").mkdir()
    return folder


@pytest.fixture
def monorepo(tmp_path: Path) -> Path:
    return monorepo_of_the_template(tmp_path)


@pytest.fixture(scope="module")
def todo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the template makes of todo-k8s' name."""
    return bake("todo-k8s", monorepo_of_the_template(tmp_path_factory.mktemp("alike")))


def test_nothing_of_the_template_shows(monorepo: Path) -> None:
    made = bake("price-list", monorepo)
    assert made == monorepo / "services/price-list"
    files = [path for path in made.rglob("*") if path.is_file()]
    assert made / "src/proto/price_list/v1/greeting_service.proto" in files
    assert [path for path in files if "cookiecutter" in str(path.relative_to(made))] == []
    assert [path for path in files if "cookiecutter." in path.read_text()] == []


def test_scripts_can_be_run(monorepo: Path) -> None:
    scripts = list((bake("geo2", monorepo) / "scripts").iterdir())
    assert scripts and all(os.access(script, os.X_OK) for script in scripts)


@pytest.mark.parametrize("path", _ALIKE)
def test_what_is_alike_is_kept_alike(todo: Path, path: str) -> None:
    """Where it is not: make the same change in todo-k8s and in build-support/cookiecutter/template."""
    assert (todo / path).read_text() == (_TODO / path).read_text()


def test_a_template_that_fails_leaves_nothing(monorepo: Path) -> None:
    folder = next(path for path in (monorepo / _TEMPLATE).iterdir() if path.is_dir())
    (folder / "zzz").write_text("{{cookiecutter.nothing}}")
    with pytest.raises(UndefinedVariableInTemplate):
        bake("greeter", monorepo)
    assert list((monorepo / "services").iterdir()) == []
