"""``polyphonie diff``: what changed between two runs, and whether it is an improvement."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import OK, grid, language, notes, number, output, text


def diff(
    before: Annotated[Path, typer.Argument(help="help.diff.before", metavar="RUN_A", show_default=False)],
    after: Annotated[Path, typer.Argument(help="help.diff.after", metavar="RUN_B", show_default=False)],
    *,
    gold: Annotated[Path | None, typer.Option("--gold", help="help.diff.gold", metavar="GOLD")] = None,
    split: Annotated[str | None, typer.Option("--split", help="help.evaluate.split", metavar="PART,…")] = None,
    parquet: Annotated[Path | None, typer.Option("--parquet", help="help.diff.parquet", metavar="FILE")] = None,
    show: Annotated[int, typer.Option("--show", help="help.diff.show", metavar="N", min=0)] = 20,
) -> int:
    """Show extractions gained, lost and changed."""
    from pipeline.evaluate.diff import diff as compare
    from pipeline.evaluate.texts import say

    found = compare(before, after, gold, split=split)
    for names, key in ((found.only_before, "diff.only_before"), (found.only_after, "diff.only_after")):
        if names:
            notes().print(text(key, count=number(len(names)), names=", ".join(names[:5])), markup=False)
    summary = grid(*(text(f"diff.{name}") for name in ("layer", "rule", "change")), "n")
    for row in found.summary.to_dict("records"):
        summary.add_row(str(row["layer"]), str(row["rule_id"]), text(f"diff.{row['change']}"), number(row["n"]))
    output().print(summary)
    for row in found.changes.head(show).to_dict("records"):
        sides = [f"« {row[f'{side}_text']} » {row[side]}" for side in ("before", "after") if isinstance(row[side], str)]
        where = f"{row['document']} · {row['layer']} · {row['rule_id']} · {text('diff.' + row['change'])}"
        output().print(f"{where}\n    " + "\n  → ".join(sides), markup=False)
    if parquet is not None:
        found.changes.to_parquet(parquet, index=False)
    if found.scores is not None:
        scores = grid(*(text(f"diff.{name}") for name in ("measure", "before", "after", "difference", "better")))
        for row in found.scores.reset_index().to_dict("records"):
            if row["difference"] == row["difference"]:
                interval = f"{100 * row['difference']:+.1f} [{100 * row['low']:+.1f}, {100 * row['high']:+.1f}]"
                sides = (f"{100 * row['before']:.1f}", f"{100 * row['after']:.1f}")
                scores.add_row(
                    say("measure", str(row["measure"]), language()), *sides, interval, f"{100 * row['better']:.0f} %"
                )
        output().print(scores)
    return OK
