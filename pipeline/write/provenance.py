"""Where a table comes from: what made it, said in the footer of every file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from pipeline.schema.tables import SCHEMA_VERSION
from pipeline.write.model_files import pinned_models

PACKAGE = Path(__file__).parent.parent
RULE_DATA = (".toml", ".tsv", ".txt", ".jsonl")
MEASURED = (
    "measured.tsv"  # precision by rule, in the folder of the rules: it says how good they are, it decides nothing
)
ANNOTATING = (
    "schema/labels.py",
    "schema/labels.toml",  # the labels in the columns label_fr and label_en
    "schema/models.py",
    "schema/tables.py",
    "rules",
    "read",
    "components",
    "write/dataset.py",
    "write/rows.py",
    "batch/annotate.py",
    "batch/foreign.py",
    "batch/pieces.py",
)
"""The folders and files of the package whose code decides what stands in the tables. Exports, runs, scores and reports
do not: an edit of theirs leaves finished annotations valid."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made a table.

    Attributes
    ----------
    schema_version, code_version
        Of the tables, and of the package.
    code_sha256, rules_sha256
        Of the code that annotates (``ANNOTATING``), and of all rule data.
    models
        Name of each installed model to ``VERSION sha256:DIGEST``, as ``models/lock.toml`` pins it.
    command
        The command line or call that made the run.
    created
        Time of writing, UTC, ISO 8601.
    """

    schema_version: str
    code_version: str
    code_sha256: str
    rules_sha256: str
    models: dict[str, str]
    command: str
    created: str

    @property
    def engine(self) -> str:
        """A digest of all that decides the annotations: code, rules and models, but neither command nor time."""
        decisive = {name: value for name, value in asdict(self).items() if name not in ("command", "created")}
        return sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()[:16]

    def footer(self, table: str) -> dict[bytes, bytes]:
        """Return the Parquet metadata of one table; pandas ≥ 3 shows it as ``DataFrame.attrs``."""
        attributes = {"table": table, **asdict(self), "engine": self.engine}
        return {b"PANDAS_ATTRS": json.dumps(attributes, ensure_ascii=False).encode()}


def provenance(command: str) -> Provenance:
    """Return the provenance of what is written now by ``command``."""
    return Provenance(
        schema_version=SCHEMA_VERSION,
        code_version=version("polyphonie"),
        code_sha256=_code_digest(),
        rules_sha256=rules_digest(),
        models=installed_models(),
        command=command,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


@cache
def rules_digest() -> str:
    """Return the SHA-256 over the names and contents of all rule data, and of the pipelines' configuration."""
    data = [path for path in (PACKAGE / "rules").rglob("*") if path.suffix in RULE_DATA and path.name != MEASURED]
    return _digest([*data, *models_folder().glob("??.toml")])


def annotating_files() -> list[Path]:
    """Return the files whose code decides what stands in the tables."""
    places = [PACKAGE / name for name in ANNOTATING]
    return [path for place in places for path in (place.rglob("*.py") if place.is_dir() else [place])]


@cache
def _code_digest() -> str:
    return _digest(annotating_files())


def _digest(paths: Iterable[Path]) -> str:
    digest = sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.parent.name}/{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


@cache
def installed_models() -> dict[str, str]:
    """Return the pinned models that are installed, with version and digest."""
    models = [(model, model.installed) for model in pinned_models(models_folder() / "lock.toml")]
    return {
        model.name: f"{found} sha256:{model.sha256}" if found == model.version else f"{found} (not the pinned version)"
        for model, found in models
        if found
    }


def models_folder() -> Path:
    """Return the folder of the model configurations, in a wheel or in the source tree."""
    inside = PACKAGE / "models"
    return inside if inside.is_dir() else PACKAGE.parent / "models"
