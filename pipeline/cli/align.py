"""``polyphonie align``: the French and English versions of one text, act by act."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.console import OK, UsageError, grid, language, number, output, text

if TYPE_CHECKING:
    from pipeline.evaluate.counts import Figure
    from pipeline.evaluate.parallel.compare import Parallel

FOUND = ("both", "fr", "en")


def align(
    run: Annotated[Path, typer.Argument(help="help.schema.run", metavar="RUN", show_default=False)],
    *,
    gold: Annotated[Path | None, typer.Option(help="help.align.gold", metavar="GOLD")] = None,
    given: Annotated[bool, typer.Option("--given", help="help.align.given")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="help.align.html", metavar="FILE")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="help.align.json")] = False,
) -> int:
    """Pair parallel documents and their acts; write the table and the page, print how far the versions agree."""
    from pipeline.evaluate.parallel.compare import agreement_figures, align_run, write_alignments
    from pipeline.evaluate.sources import load_gold
    from pipeline.view.parallel import write_parallel
    from pipeline.write.export.tables import RunError

    if not (run / "documents").is_dir():
        raise UsageError(text("schema.none", path=run))
    try:
        parallels = align_run(run, detect=not given)
    except RunError as error:
        raise UsageError(str(error)) from None
    if not parallels:
        raise UsageError(text("align.none", path=run))
    known = {annotated.name: annotated for annotated in load_gold(gold)} if gold is not None else {}
    figures = agreement_figures(parallels, known)
    table = write_alignments(parallels, run, " ".join(["polyphonie", *sys.argv[1:]]))
    page = write_parallel(parallels, run, html or run / "alignments.html", language=language())
    if as_json:
        typer.echo(json.dumps(_json(parallels, figures), ensure_ascii=False, indent=1))
    else:
        _print(parallels, figures)
        output().print(text("align.done", table=table.parent, page=page), markup=False)
    return OK


def _print(parallels: list[Parallel], figures: dict[str, Figure]) -> None:
    from pipeline.cli.evaluate import _percent as percent
    from pipeline.schema.labels import label

    spoken = language()
    pairs = grid(text("align.french"), text("align.english"), "", *(label("found", found, spoken) for found in FOUND))
    for parallel in parallels:
        counts = [number(parallel.count(found)) for found in FOUND]
        how = label("parallel", parallel.documents.parallel, spoken)
        pairs.add_row(parallel.documents.french, parallel.documents.english, how, *counts)
    output().print(pairs)
    table = grid("", text("align.share"), text("align.interval"), "n")
    for name, figure in figures.items():
        interval = f"{percent(figure.low)}–{percent(figure.high)}"
        table.add_row(text(f"align.figure_{name}"), percent(figure.score), interval, number(figure.n_gold))
    output().print(table)


def _json(parallels: list[Parallel], figures: dict[str, Figure]) -> dict[str, Any]:
    from dataclasses import asdict

    pairs = [
        {**asdict(parallel.documents), **{found: parallel.count(found) for found in FOUND}} for parallel in parallels
    ]
    shares = {
        name: {"share": figure.score, "low": figure.low, "high": figure.high, "n": figure.n_gold}
        for name, figure in figures.items()
    }
    return {"pairs": pairs, "figures": shares}
