"""``polyphonie schema``: check the tables of a run, show what they hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.console import OK, SOME_ERRORS, UsageError, grid, language, number, output, text

app = typer.Typer()
SHOWN = 200


@app.command("check", help="help.schema.check")
def check(run: Annotated[Path, typer.Argument(help="help.schema.run", metavar="RUN", show_default=False)]) -> int:
    """Check offsets, surfaces, keys, references, codes and dates of a run folder."""
    from pipeline.schema.check import check_run

    console = output()
    try:
        problems = check_run(run)
    except FileNotFoundError:
        raise UsageError(text("schema.none", path=run)) from None
    for problem in problems[:SHOWN]:
        console.print(problem.message(language()), markup=False)
    key = "schema.problems" if problems else "schema.sound"
    console.print(text(key, count=number(len(problems)), run=run), markup=False)
    return SOME_ERRORS if problems else OK


@app.command("show", help="help.schema.show")
def show(
    table: Annotated[
        str | None, typer.Argument(help="help.schema.table", metavar="[TABLE]", show_default=False)
    ] = None,
) -> int:
    """Show the columns of a table and their codes, or list the tables."""
    from pipeline.schema.tables import DERIVED, KEYS, TABLES

    console, tables = output(), {**TABLES, **DERIVED}
    if table is None:
        listing = grid(text("schema.table"), text("schema.key"), text("schema.columns"))
        for name, schema in tables.items():
            listing.add_row(name, ", ".join(KEYS.get(name, ())), ", ".join(schema.names))
        console.print(listing)
    elif table in tables:
        columns = grid(text("schema.column"), text("schema.type"), text("schema.codes"))
        for field in tables[table]:
            columns.add_row(field.name, _type(str(field.type)), _codes(table, field.name))
        console.print(columns)
    else:
        raise UsageError(text("schema.unknown", name=table, known=", ".join(tables)))
    return OK


def _type(arrow: str) -> str:
    return "string (dictionary)" if arrow.startswith("dictionary") else arrow


def _codes(table: str, column: str) -> str:
    from pipeline.schema.labels import KINDS, SUBTYPES, definition, label, labels

    kind = KINDS.get((table, column)) or (SUBTYPES[table][1] if column == "subtype" and table in SUBTYPES else None)
    if kind is None:
        return ""
    spoken = language()
    return "\n".join(
        f"{code}: {label(kind, code, spoken)}. {definition(kind, code, spoken)}" for code in labels()[kind]
    )
