"""What forces documents to be annotated anew: all that decides the annotations, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.write import provenance as module
from pipeline.write.provenance import annotating_files, provenance

NOT_DECISIVE = {
    "pipeline/__init__.py",
    "pipeline/schema/messages.py",
    "pipeline/write/provenance.py",
    "pipeline/write/model_files.py",
}
ANNOTATE = """
import sys
from pipeline.batch.annotate import rows_of_all
from pipeline.read.documents import documents
from pipeline.write.dataset import arrow_tables
before = {name for name in sys.modules if name.startswith(("pipeline.evaluate", "pipeline.view"))}
record = {"id": "a", "text": "Le ministre Paul Varne a démenti ces accusations le 3 mars : « C’est faux. »"}
arrow_tables(rows_of_all(list(documents([record]))))
print(*(m.__file__ for n, m in sys.modules.items() if n.startswith("pipeline.") and n not in before), sep="\\n")
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package that the digests are taken of."""
    copy = tmp_path / "pipeline"
    shutil.copytree(module.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(module.models_folder(), copy / "models")
    monkeypatch.setattr(module, "PACKAGE", copy)
    return copy


def _engine() -> str:
    module._code_digest.cache_clear()
    module.rules_digest.cache_clear()
    try:
        return provenance("test").engine
    finally:
        module._code_digest.cache_clear()
        module.rules_digest.cache_clear()


@pytest.mark.parametrize(
    ("edited", "decides"),
    [
        ("components/dates/__init__.py", True),
        ("read/decoding.py", True),
        ("rules/registry.py", True),
        ("rules/fr/language.toml", True),
        ("schema/labels.toml", True),
        ("write/rows.py", True),
        ("batch/pieces.py", True),
        ("models/fr.toml", True),
        ("write/export/csv_files.py", False),
        ("write/exchange/brat.py", False),
        ("write/annotations.py", False),
        ("batch/run.py", False),
        ("schema/messages.toml", False),
        ("rules/measured.tsv", False),
        ("evaluate/card.py", False),
        ("cli/run.py", False),
    ],
)
def test_an_edit_forces_annotation_if_it_can_change_it(package: Path, edited: str, decides: bool) -> None:
    before = _engine()
    with (package / edited).open("a", encoding="utf-8") as stream:
        stream.write("\n# edited\n")
    assert (_engine() != before) == decides


def test_all_code_that_annotating_loads_is_in_the_digest() -> None:
    found = subprocess.run([sys.executable, "-c", ANNOTATE], capture_output=True, text=True, check=True)
    root = module.PACKAGE.parent
    loaded = {Path(line).relative_to(root).as_posix() for line in found.stdout.split()}
    digested = {path.relative_to(root).as_posix() for path in annotating_files()}
    initial = {
        name for name in loaded if name.endswith("/__init__.py") and not (root / name).read_text().count("import ")
    }
    assert "pipeline/components/acts/__init__.py" in loaded
    assert loaded - digested - NOT_DECISIVE - initial == set()
