"""``polyphonie rules``: check the rule base, show a rule."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from pipeline.cli.console import OK, SOME_ERRORS, UsageError, grid, language, number, output, text

app = typer.Typer()


@app.command("lint", help="help.rules.lint")
def lint() -> int:
    """Load every rule as the pipelines do, and check what all rules have in common."""
    from pipeline.components.load import MissingModelError, languages, load_pipeline
    from pipeline.rules.registry import problems, registry

    console = output()
    for code in languages():
        try:
            load_pipeline(code)
        except MissingModelError as error:
            console.print(text("rules.skipped", language=code, reason=error), markup=False)
    found = problems()
    for problem in found:
        console.print(problem, markup=False)
    console.print(text("rules.linted", count=number(len(registry())), problems=number(len(found))))
    return SOME_ERRORS if found else OK


@app.command("show", help="help.rules.show")
def show(
    rule_id: Annotated[str | None, typer.Argument(help="help.rules.id", metavar="[ID]", show_default=False)] = None,
) -> int:
    """Show one rule with its gloss and examples, or list them all."""
    from pipeline.rules.registry import find, registry

    console, spoken = output(), language()
    if rule_id is None:
        table = grid(text("rules.id"), text("rules.file"), text("rules.gloss"))
        for rule in registry():
            table.add_row(rule.id, rule.file, rule.gloss(spoken) or "")
        console.print(table)
        return OK
    rules = find(rule_id)
    if not rules:
        near = ", ".join(sorted({rule.id for rule in registry() if rule_id in rule.id})[:8])
        raise UsageError(text("rules.unknown", id=rule_id) + (text("usage.near", near=near) if near else ""))
    for rule in rules:
        console.print(f"{rule.id} ({rule.file})\n  {rule.gloss(spoken) or ''}", markup=False)
        for name, value in rule.fields.items():
            if name in ("id", "gloss_fr", "gloss_en"):
                continue
            lines = value if isinstance(value, list) else [value]
            console.print(
                f"  {name}: " + "\n    ".join(["", *map(str, lines)] if len(lines) > 1 else map(str, lines)),
                markup=False,
            )
        for line in _measured(rule.id):
            console.print(line, markup=False)
    return OK


def _measured(rule_id: str) -> list[str]:
    """Return the last measured precision of a rule, one line per layer."""
    from pipeline.evaluate.rules import read_measured

    table: Any = read_measured()
    return [
        text(
            "rules.measured",
            layer=row["layer"],
            right=row["right"],
            total=row["right"] + row["wrong"],
            low=f"{100 * row['low']:.0f}",
            high=f"{100 * row['high']:.0f}",
        )
        for row in table[table["rule_id"] == rule_id].to_dict("records")
    ]
