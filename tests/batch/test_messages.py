"""What reading and runs say to users is said in French and in English."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pandas as pd
import pytest

import pipeline
from pipeline.batch.errors import LockedError
from pipeline.batch.lock import RunLock
from pipeline.batch.run import run
from pipeline.read.errors import ReadError
from pipeline.schema.messages import messages

PACKAGE = Path(pipeline.__file__).parent
FILES = sorted([*(PACKAGE / "read").rglob("*.py"), *(PACKAGE / "batch").rglob("*.py"), PACKAGE / "components/load.py"])
TELLING = {"UnreadableError": 1, "failure": 3, "Failure": 4}
"""Which argument is the message; of other errors, the first."""


def _tellings(tree: ast.AST) -> list[tuple[str, ast.expr]]:
    """Yield what is raised or recorded for a user: the name, and the expression of its message."""
    found: list[tuple[str, ast.expr]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            place = TELLING.get(name, 0 if name.endswith("Error") else None)
            if place is not None and place < len(node.args):
                found.append((name, node.args[place]))
    return found


def _keys(tree: ast.AST) -> set[str]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    told = [node.args[0] for node in calls if node.func.id in ("told", "say") and node.args]  # pyright: ignore
    return {key.value for key in told if isinstance(key, ast.Constant)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_message_is_written_in_the_code(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    literal = [
        f"line {message.lineno}: {name}"
        for name, message in _tellings(tree)
        if name != "Failure"  # what an exception that nobody foresaw says is told as it is: "ValueError: …"
        and isinstance(message, (ast.Constant, ast.JoinedStr))
        and any(re.search(r"[a-z]{2}", str(part.value)) for part in ast.walk(message) if isinstance(part, ast.Constant))
    ]
    assert literal == []
    assert _keys(tree) <= set(messages())


def test_every_message_of_reading_and_runs_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
    kinds = {
        "read": ("pdf", "zip", "image", "gzip", "parquet", "office", "rtf"),
        "batch": ("time-limit", "worker-died"),
    }
    named = {f"{group}.{kind}" for group, of_group in kinds.items() for kind in of_group}
    ours = {key for key in messages() if key.startswith(("read.", "batch."))}
    assert [key for key in sorted(ours - named) if f'"{key}"' not in code] == []
    assert all(f'"{key.partition(".")[2]}"' in code for key in named)


@pytest.mark.usefixtures("quick")
def test_errors_are_told_in_the_language_of_the_interface(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts, out = tmp_path / "texts", tmp_path / "out"
    texts.mkdir()
    (texts / "empty.txt").write_bytes(b"")
    (texts / "table.jsonl").write_text('{"id": "a", "text": "Orvel parle."}\n{bad\n[1]\n{bad\n', encoding="utf-8")
    (texts / "page.txt").write_bytes(b"%PDF-1.4")
    monkeypatch.setenv("POLYPHONIE_LANG", "fr")
    report = run(texts, out, workers=1)
    said = pd.read_parquet(out / "errors").groupby("doc_id")["message"].first()
    assert said["empty.txt"] == "le fichier est vide ; retirez-le ou exportez-le de nouveau"
    assert said["table.jsonl:2"].startswith("ligne 2 : cette ligne n'est pas du JSON")
    assert said["table.jsonl:3"].endswith('écrivez {"id": …, "text": …}')
    assert said["page.txt"] == "c'est un fichier PDF, pas du texte ; convertissez d'abord en .txt, .html ou table"
    monkeypatch.setenv("POLYPHONIE_LANG", "en")
    again = run(texts, out, workers=1)
    assert (again.annotated, again.unchanged, again.vanished) == (0, report.annotated, 0)


@pytest.mark.parametrize(
    ("language", "no_path", "locked"),
    [("fr", "ni fichier ni dossier", "un autre traitement est en cours"), ("en", "no such file", "another run is at")],
)
def test_what_stops_a_run_is_told_in_the_language_of_the_interface(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, no_path: str, locked: str
) -> None:
    monkeypatch.setenv("POLYPHONIE_LANG", language)
    with pytest.raises(ReadError, match=no_path):
        run(tmp_path / "nowhere", tmp_path / "out")
    (tmp_path / "out").mkdir()
    with RunLock(tmp_path / "out"), pytest.raises(LockedError, match=locked):
        run(tmp_path, tmp_path / "out")
