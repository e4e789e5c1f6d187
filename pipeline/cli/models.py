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
    from pipeline.write.model_files import pinned_models
    from pipeline.write.provenance import models_folder

    table = grid(text("models.model"), text("models.language"), text("models.pinned"), text("models.state"))
    models = pinned_models(models_folder() / "lock.toml")
    states = {model.name: model.state() for model in models}
    for model in models:
        found = text(f"models.state_{states[model.name]}", version=model.installed or "")
        table.add_row(model.name, model.language, model.version, found)
    output().print(table)
    wrong = {"other", "damaged", "foreign"}
    bad = [
        model
        for model in models
        if states[model.name] in wrong or (states[model.name] == "missing" and not model.optional)
    ]
    return FAILED if bad else OK
