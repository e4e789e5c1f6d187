"""The command ``polyphonie``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def polyphonie() -> None:
    """Who said what, when, about whom, and was it an accusation, a denial or a demand?"""


@app.command()
def run(
    paths: Annotated[list[Path], typer.Argument()],
    out: Annotated[Path, typer.Option()],
    metadata: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """Annotate texts into Parquet tables."""
    from pipeline.batch.run import run as run_batch

    print(run_batch(list(paths), out, metadata=metadata))


def main() -> None:
    """Run the command line."""
    app()
