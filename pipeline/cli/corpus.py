"""``polyphonie corpus``: what the bundled corpus holds."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import OK, UsageError, grid, language, number, output, text
from pipeline.schema.labels import label

app = typer.Typer()


@app.callback()
def corpus() -> None:
    """Hold the commands together."""


@app.command("show", help="help.corpus.show")
def show(
    folder: Annotated[Path, typer.Argument(help="help.corpus.folder", metavar="[DIR]")] = Path("corpus"),
) -> int:
    """Count the documents and gold annotations of a corpus folder, by part and by genre."""
    index = folder / "index.jsonl"
    if not index.is_file():
        raise UsageError(text("corpus.none", path=folder))
    rows = [json.loads(line) for line in index.read_text(encoding="utf-8").splitlines() if line.strip()]
    genres = grid(text("corpus.genre"), *_languages(rows))
    counts = Counter((row["genre"], row["language"]) for row in rows)
    for genre in sorted({row["genre"] for row in rows}):
        cells = [number(counts[genre, code]) for code in sorted({row["language"] for row in rows})]
        genres.add_row(label("genre", genre, language()), *cells)
    output().print(genres, _gold(folder))
    return OK


def _languages(rows: list[dict[str, str]]) -> list[str]:
    return [label("language", code, language()) for code in sorted({row["language"] for row in rows})]


def _gold(folder: Path) -> object:
    """Return a table of the gold annotations by part of the split."""
    split = (
        tomllib.loads((folder / "split.toml").read_text(encoding="utf-8")) if (folder / "split.toml").is_file() else {}
    )
    parts = {name: names for name, names in split.items() if isinstance(names, list)}
    layers = ("entities", "dates", "quotations", "acts")
    table = grid(text("corpus.part"), text("run.documents"), *(text(f"run.{layer}") for layer in layers))
    for part, names in parts.items():
        totals: Counter[str] = Counter()
        for name in names:
            path = folder / "gold" / f"{Path(name).name.removesuffix('.txt')}.json"
            gold = json.loads(path.read_text(encoding="utf-8"))
            totals.update({layer: len(gold[layer]) for layer in layers})
        table.add_row(part, number(len(names)), *(number(totals[layer]) for layer in layers))
    return table
