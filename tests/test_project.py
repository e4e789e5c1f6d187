"""The project's own files agree with each other: metadata, lock file, models, entry points, changelog, wheel."""

from __future__ import annotations

import re
import tomllib
import zipfile
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import pipeline

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MODELS = tomllib.loads((ROOT / "models/lock.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-en.lock", "requirements-spark.lock")
LOCK = "".join((ROOT / name).read_text(encoding="utf-8") for name in LOCKS)
FACTORIES = PROJECT["entry-points"]["spacy_factories"]
DATA = (".toml", ".tsv", ".html", ".css", ".js", ".j2")


def locked() -> list[tuple[Requirement, set[str]]]:
    """Return each requirement of the lock file with its digests."""
    entries: list[tuple[Requirement, set[str]]] = []
    for line in LOCK.splitlines():
        if line and not line.startswith((" ", "#")):
            entries.append((Requirement(line.removesuffix("\\")), set()))
        elif digest := re.match(r"\s+--hash=sha256:([0-9a-f]{64})\b", line):
            entries[-1][1].add(digest.group(1))
    return entries


def test_every_locked_requirement_is_exact_and_has_a_digest() -> None:
    entries = locked()
    assert len(entries) > len(PROJECT["dependencies"])
    loose = [str(entry) for entry, digests in entries if not digests or not str(entry.specifier).startswith("==")]
    assert loose == []


def test_the_lock_names_no_index_and_no_path() -> None:
    options = [line for line in LOCK.splitlines() if re.match(r"\s*-(?!-hash=sha256:)", line)]
    assert options == []
    assert "://" not in LOCK
    assert " @ " not in LOCK


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_the_lock_fulfils_what_the_project_declares(python: str) -> None:
    here = {"python_version": python, "python_full_version": f"{python}.0"}
    versions = {
        canonicalize_name(entry.name): str(entry.specifier).removeprefix("==")
        for entry, _ in locked()
        if not entry.marker or entry.marker.evaluate(here)
    }
    declared = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]
    for requirement in map(Requirement, declared):
        if requirement.marker and not requirement.marker.evaluate(here):
            continue
        version = versions.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not locked: run make lock"
        assert requirement.specifier.contains(version), f"{requirement}: run make lock"


def test_the_lock_installs_no_deep_learning_framework() -> None:
    assert not {entry.name for entry, _ in locked()} & {"torch", "tensorflow", "jax", "transformers"}


@pytest.mark.parametrize("name", [name for name, model in MODELS.items() if "requirement" in model])
def test_a_model_has_the_digest_that_the_lock_demands(name: str) -> None:
    model = MODELS[name]
    digests = {str(entry): digests for entry, digests in locked()}
    assert digests[model["requirement"]] == {model["sha256"]}
    assert model.get("optional") or model["requirement"] in PROJECT["dependencies"]
    assert model["licence"]


@pytest.mark.parametrize("name", FACTORIES)
def test_a_factory_entry_point_leads_to_a_function(name: str) -> None:
    assert callable(EntryPoint(name, FACTORIES[name], "spacy_factories").load())


@pytest.mark.parametrize("path", sorted((ROOT / "models").glob("??.toml")), ids=lambda path: path.stem)
def test_a_pipeline_names_declared_factories_and_a_locked_model(path: Path) -> None:
    recipe = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(recipe["before"] + recipe["after"]) <= set(FACTORIES)
    assert recipe["base"] in MODELS


def test_the_changelog_knows_the_version() -> None:
    assert f"## [{pipeline.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_wheel_carries_rules_models_and_licences(tmp_path: Path) -> None:
    wheel = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    names = set(zipfile.ZipFile(wheel).namelist())
    data = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "pipeline").rglob("*") if path.suffix in (".py", *DATA)
    }
    models = {f"pipeline/models/{path.name}" for path in (ROOT / "models").glob("*.toml")}
    assert data | models <= names
    assert {name.rpartition("/")[2] for name in names if "/licenses/" in name} == {"LICENSE", "NOTICE"}
