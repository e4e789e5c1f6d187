"""Runs made from annotations: gold, and a fixed perturbation of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.write.dataset import arrow_tables
from pipeline.write.exchange import AnnotatedDocument, load
from pipeline.write.rows import rows_of

DATA = Path(__file__).parent / "data"
GOLD = Path("corpus/gold")

WriteRun = Callable[[Iterable[AnnotatedDocument], Path], Path]


def write_run_folder(documents: Iterable[AnnotatedDocument], folder: Path) -> Path:
    """Write annotations as the tables of a run."""
    rows = []
    for annotated in documents:
        annotated.document.path = f"raw/{annotated.name.removesuffix('.txt')}.txt"
        rows.append(rows_of(annotated.document, annotated.layers, len(annotated.text.split())))
    for name, table in arrow_tables(rows).items():
        (folder / name).mkdir(parents=True)
        pq.write_table(table, folder / name / "part-0.parquet")
    return folder


@pytest.fixture(scope="session")
def gold_run(tmp_path_factory) -> Path:
    """A run that holds exactly what the gold of the corpus holds."""
    return write_run_folder(load(GOLD), tmp_path_factory.mktemp("runs") / "gold")


@pytest.fixture(scope="session")
def perturbed_run(tmp_path_factory) -> Path:
    """A run with spans moved, labels, values and speakers changed, and a quarter of the annotations lost."""
    return write_run_folder(load(DATA / "predicted"), tmp_path_factory.mktemp("runs") / "perturbed")


@pytest.fixture(scope="session")
def write_run() -> WriteRun:
    return write_run_folder
