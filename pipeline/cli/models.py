"""``polyphonie models``: are the models installed that the project pins?"""

from __future__ import annotations

import typer

from pipeline.cli.console import FAILED, OK, grid, output, text

app = typer.Typer()


@app.callback()
def models() -> None:
    """Hold the commands together."""


@app.command("check", help="help.models.check")
def check() -> int:
    """Compare the installed models with ``models/lock.toml``."""
    from pipeline.write.provenance import model_states

    table = grid(text("models.model"), text("models.language"), text("models.pinned"), text("models.state"))
    states = model_states()
    for state in states:
        found = text(f"models.state_{state.state}", version=state.installed or "")
        table.add_row(state.name, state.language, state.version, found)
    output().print(table)
    return OK if all(state.state == "pinned" or state.optional for state in states) else FAILED
