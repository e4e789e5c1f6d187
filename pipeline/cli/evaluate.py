"""``polyphonie evaluate``: accuracy against gold, agreement of two annotators, what to annotate next."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.console import OK, SOME_ERRORS, UsageError, grid, language, notes, number, output, text

if TYPE_CHECKING:
    from pipeline.evaluate.evaluation import Evaluation

GROUPS = ("genre", "language", "layer", "rule")


def evaluate(
    gold: Annotated[Path | None, typer.Argument(help="help.evaluate.gold", metavar="GOLD", show_default=False)] = None,
    *,
    run: Annotated[Path | None, typer.Option("--run", help="help.evaluate.run", metavar="DIR")] = None,
    annotate: Annotated[bool, typer.Option("--annotate", help="help.evaluate.annotate")] = False,
    split: Annotated[str | None, typer.Option("--split", help="help.evaluate.split", metavar="PART,…")] = None,
    layers: Annotated[str | None, typer.Option("--layers", help="help.evaluate.layers", metavar="LAYER,…")] = None,
    by: Annotated[str | None, typer.Option("--by", help="help.evaluate.by", metavar="|".join(GROUPS))] = None,
    as_json: Annotated[bool, typer.Option("--json", help="help.evaluate.json")] = False,
    parquet: Annotated[Path | None, typer.Option("--parquet", help="help.evaluate.parquet", metavar="FILE")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="help.evaluate.html", metavar="FILE")] = None,
    agreement: Annotated[
        tuple[Path, Path] | None, typer.Option("--agreement", help="help.evaluate.agreement", metavar="A B")
    ] = None,
    suggest: Annotated[int | None, typer.Option("--suggest", help="help.evaluate.suggest", metavar="N", min=1)] = None,
    to: Annotated[str, typer.Option("--to", help="help.evaluate.to", metavar="FORMAT")] = "prodigy",
    out: Annotated[Path | None, typer.Option("--out", help="help.evaluate.out", metavar="PATH")] = None,
    measured: Annotated[bool, typer.Option("--measured", help="help.evaluate.measured")] = False,
    card: Annotated[Path | None, typer.Option("--card", help="help.evaluate.card", metavar="DIR")] = None,
    readme: Annotated[list[Path] | None, typer.Option("--readme", help="help.evaluate.readme", metavar="FILE")] = None,
    resamples: Annotated[int, typer.Option("--resamples", help="help.evaluate.resamples", min=1)] = 400,
) -> int:
    """Score a run, or the texts annotated now, against gold."""
    from pipeline.evaluate import evaluation as evaluations

    if agreement is not None:
        return _agreement(*agreement, split)
    if gold is None:
        raise UsageError(text("usage.missing", name="GOLD"))
    if (run is None) != annotate:
        raise UsageError(text("evaluate.run"))
    if by is not None and by not in GROUPS:
        raise UsageError(text("usage.value", name="--by", message=", ".join(GROUPS)))
    chosen = layers.split(",") if layers else None
    found = evaluations.evaluate(gold, run, split=split, layers=chosen, resamples=resamples)
    for warning in found.warnings:
        notes().print(f"! {warning}", markup=False)
    _write(found, parquet, html, card, readmes=readme or [], measured=measured)
    if suggest is not None:
        return _suggest(found, run, suggest, to, out)
    if as_json:
        from pipeline.evaluate.output import to_json

        typer.echo(to_json(found))
    else:
        _print(found, by)
    return SOME_ERRORS if any(item.predicted is None for item in found.pairs) else OK


def _write(
    found: Evaluation,
    parquet: Path | None,
    html: Path | None,
    card: Path | None,
    readmes: list[Path],
    *,
    measured: bool,
) -> None:
    """Write whatever files were asked for."""
    if parquet is not None:
        from pipeline.evaluate.output import write_parquet

        write_parquet(found, parquet)
    if html is not None:
        from pipeline.evaluate.page import write_page

        write_page(found, html, language())
    if card is None and not readmes and not measured:
        return
    from pipeline.evaluate.card import measured_on, update_readme, write_cards
    from pipeline.evaluate.rules import write_measured

    if card is not None:
        write_cards(found, card)
    for path in readmes:
        update_readme(found, path)
    if measured:
        write_measured(found.rules, measured_on(found, "en"))


def _print(found: Evaluation, by: str | None) -> None:
    output().print(f"{number(len(found.pairs))} {_word('documents')}")
    if by == "rule":
        output().print(_rules(found))
        return
    rows: list[dict[str, Any]] = [dict(row) for row in found.scores.to_dict("records")]
    if by is None:
        chosen = [row for row in rows if row["by"] == "all" and row["layer"] == "headline"]
        names = [_say("measure", row["scheme"]) for row in chosen]
    elif by == "layer":
        chosen = [row for row in rows if row["by"] == "all" and row["layer"] != "headline"]
        names = [f"{_say('layer', row['layer'])} {row['label']} · {row['scheme']}" for row in chosen]
    else:
        chosen = [row for row in rows if row["by"] == by and row["layer"] == "headline"]
        names = [f"{_group(by, row['group'])} · {_say('measure', row['scheme'])}" for row in chosen]
    table = grid(*(_word(key) for key in ("measure", "score", "interval", "precision", "recall")), "n")
    for name, row in zip(names, chosen, strict=True):
        if row["score"] == row["score"]:
            shares = [_percent(row[key]) for key in ("score", "precision", "recall")]
            interval = f"{_percent(row['low'])}–{_percent(row['high'])}"
            table.add_row(name, shares[0], interval, *shares[1:], number(row["n_gold"]))
    output().print(table)


def _rules(found: Evaluation) -> Any:
    table = grid(*(_word(key) for key in ("rule", "layer", "right", "wrong", "precision", "interval")))
    for row in found.rules.to_dict("records"):
        interval = f"{_percent(row['low'])}–{_percent(row['high'])}"
        counts = (number(row["right"]), number(row["wrong"]))
        table.add_row(str(row["rule_id"]), str(row["layer"]), *counts, _percent(row["precision"]), interval)
    return table


def _agreement(first: Path, second: Path, split: str | None) -> int:
    from pipeline.evaluate.agreement import agreement

    found = agreement(first, second, split)
    _print(found.evaluation, None)
    table = grid(_word("label"), _word("sentences"), "A", "B", "κ", "α")
    for row in found.sentences.to_dict("records"):
        counts = [number(row[key]) for key in ("n_sentences", "first", "second")]
        table.add_row(str(row["tag"]), *counts, _coefficient(row["kappa"]), _coefficient(row["alpha"]))
    output().print(table)
    if all(value is None or isnan(value) for value in found.sentences["alpha"]):
        notes().print(text("evaluate.alpha"), markup=False)
    return OK


def _suggest(found: Evaluation, run: Path | None, n: int, to: str, out: Path | None) -> int:
    """Print or export the sentences of a run that are most worth annotating."""
    import pandas as pd

    from pipeline.evaluate.rules import read_measured
    from pipeline.evaluate.sources import read_run
    from pipeline.evaluate.suggest import suggest
    from pipeline.write.exchange import save

    if run is None:
        raise UsageError(text("evaluate.suggest"))
    rules = pd.concat([found.rules, read_measured()])  # what this gold says, else what ours says
    suggestions = suggest(read_run(run), {pair.name for pair in found.pairs}, rules, n)
    if not suggestions:
        notes().print(text("evaluate.none"), markup=False)
    elif out is not None:
        save([item.annotated for item in suggestions], out, to)
    for item in suggestions:
        output().print(f"{item.document} {item.start}–{item.end} · {', '.join(item.reasons)}", markup=False)
        output().print(f"    {' '.join(item.annotated.text.split())}", markup=False)
    return OK


def _say(section: str, key: str) -> str:
    from pipeline.evaluate.texts import say

    return say(section, key, language())


def _word(key: str) -> str:
    return _say("word", key)


def _group(by: str, group: str) -> str:
    from pipeline.schema.labels import label

    return label(by, group, language())


def _percent(value: float | None) -> str:
    from pipeline.evaluate.page import percent

    return percent(value)


def _coefficient(value: float | None) -> str:
    return "–" if value is None or isnan(value) else f"{value:.2f}"
