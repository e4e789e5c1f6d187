"""On a Spark cluster: for jobs of your own ``annotate``, for run folders ``SparkWriter`` (``run(…, engine="spark")``).

``annotate`` goes through ``DataFrame.mapInArrow``; the writer hands out whole shards, and its executors write them.
Every node needs this package, the models and the same Python.
"""

# pyright: reportMissingImports=false
# PySpark is an optional extra, and the types are checked where it is not installed.

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.batch.errors import NotPossibleError, WorkerError
from pipeline.batch.manifest import RunFolder
from pipeline.batch.plan import Options, Task
from pipeline.batch.pool import started_pool
from pipeline.batch.schedule import Work
from pipeline.batch.shards import Finished, ShardWriter, Steps, chunks
from pipeline.batch.worker import Outcome, Settings, one_thread, rows_by_task, tables_of
from pipeline.read.errors import ReadError
from pipeline.read.metadata import Columns, load_metadata
from pipeline.read.sources import Source
from pipeline.schema.messages import interface_language, told
from pipeline.schema.tables import TABLES
from pipeline.write.provenance import provenance

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

SHARDS_AT_ONCE = 4
"""Shards handed to Spark in one job, for each of its cores: what a driver that dies can lose."""


def _plain(kind: pa.DataType) -> pa.DataType:
    """Return the type that Spark has for a column: no dictionaries, no large strings."""
    return pa.string() if pa.types.is_dictionary(kind) or pa.types.is_large_string(kind) else kind


PLAIN: dict[str, pa.Schema] = {
    name: pa.schema([pa.field(field.name, _plain(field.type)) for field in schema]) for name, schema in TABLES.items()
}
"""The tables as Spark holds them: codes are plain strings."""

ANNOTATED = pa.schema(
    [
        pa.field("doc_id", pa.string()),
        *(pa.field(name, pa.list_(pa.struct(list(schema)))) for name, schema in PLAIN.items()),
    ]
)
"""What ``annotate`` returns: a row for each document, with its rows of each table."""


def annotate(
    frame: DataFrame,
    *,
    language: str | None = None,
    columns: Mapping[str, str] | None = None,
    metadata: Any = None,
) -> DataFrame:
    """Annotate a Spark DataFrame of texts, one document a row.

    Parameters
    ----------
    frame
        With a column of ids, one of texts, and any of date, title, publisher, author, language, genre.
    language
        ``fr`` or ``en`` for all documents; else a column or ``metadata`` says it, else it is detected.
    columns
        Field to column name (``{"text": "corps"}``), where the frame does not use the usual names.
    metadata
        Metadata by document id, as ``read.documents`` takes it; it travels to every executor.

    Returns
    -------
    pyspark.sql.DataFrame
        One row for each document: ``doc_id``, and for each table a list of its rows; see ``table``. A document that
        cannot be annotated has a row in ``errors``. Nothing is computed before an action asks for it: write or persist
        the frame if you need more than one of its tables.

    Raises
    ------
    ReadError
        If a column is missing.

    Examples
    --------
    >>> annotated = annotate(spark.read.parquet("statements"), columns={"text": "body"})  # doctest: +SKIP
    >>> annotated.write.parquet("annotated")  # doctest: +SKIP
    >>> table(spark.read.parquet("annotated"), "acts").groupBy("tag").count()  # doctest: +SKIP
    """
    chosen = Columns(dict(columns or {}))
    present = chosen.of(frame.columns)
    missing = chosen.missing(frame.columns) or ("doc_id" if "doc_id" not in present else None)
    if missing:
        raise ReadError(told("read.missing-column", name=missing, known=", ".join(frame.columns)))
    options = Options(load_metadata(metadata) if metadata is not None else None, language, columns)
    wanted = frame.select(*(frame[f"`{column}`"] for column in present.values()))
    with _quietly():
        return wanted.mapInArrow(_Annotator(options, present["doc_id"], interface_language()), _spark_schema(ANNOTATED))


def table(annotated: DataFrame, name: str) -> DataFrame:
    """Return one table of what ``annotate`` returned, with the columns that ``schema.tables`` declares."""
    from pyspark.sql import functions

    return annotated.select(functions.explode(name).alias("row")).select("row.*")


@dataclass(frozen=True, slots=True)
class _Annotator:
    """Annotates the batches of a partition, on an executor."""

    options: Options
    id_column: str
    interface: str

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the annotations of a few documents at a time."""
        one_thread()
        os.environ["POLYPHONIE_LANG"] = self.interface
        for batch in batches:
            for part in chunks(list(self._tasks(batch))):
                found, _ = tables_of(rows_by_task(part, self.options, lambda index: None))
                rows = [{"doc_id": task.doc_id, **tables} for task, tables in zip(part, found, strict=True)]
                yield from pa.Table.from_pylist(rows, schema=ANNOTATED).to_batches()

    def _tasks(self, batch: pa.RecordBatch) -> Iterator[Task]:
        for start in range(0, batch.num_rows, 64):
            yield from (self._task(record) for record in batch.slice(start, 64).to_pylist())

    def _task(self, record: Mapping[str, Any]) -> Task:
        doc_id = str(record[self.id_column])
        size = sum(len(value) for value in record.values() if isinstance(value, str))
        return Task(doc_id, doc_id, None, "", "", size, Source(doc_id, "memory", size=size, record=record))


class SparkWriter:
    """Writes the shards of a run folder on the executors of a cluster; they, too, see the sources and the folder.

    An executor prepares a shard as a local worker does, a process of its own for the documents included; only this
    process commits. When an executor dies, Spark gives its shards to another one, which begins them anew.

    Parameters
    ----------
    settings
        As for local workers.
    session
        By default the active one, or a new one as ``spark-submit`` and Spark's own configuration say.

    Attributes
    ----------
    final
        Whether all that there is to do is known.
    """

    def __init__(self, settings: Settings, session: SparkSession | None = None) -> None:
        self._settings = settings
        self._session = session
        self.final = False

    def steps(self, works: Iterable[Work]) -> Steps:
        """Write all shards; yield what came of each, and each to be committed.

        Raises
        ------
        NotPossibleError
            If there is no Spark.
        WorkerError
            If a shard failed again and again.
        """
        waiting = iter(works)
        first = next(waiting, None)
        if first is None:
            self.final = True
            return
        session = self._session or _session()
        size = SHARDS_AT_ONCE * session.sparkContext.defaultParallelism
        while first is not None:
            wave = {work.number: work for work in (first, *islice(waiting, size - 1))}
            first = next(waiting, None)
            self.final = first is None
            for number, staged, outcome in self._written(session, list(wave.values())):
                yield outcome
                tasks = wave[number].tasks
                statuses = dict(zip((task.key for task in tasks), outcome.statuses, strict=True))
                yield Finished(wave[number], Path(staged), statuses)

    def _written(self, session: SparkSession, works: list[Work]) -> list[tuple[int, str, Outcome]]:
        """Have Spark write some shards, each a partition; return number, folder and outcome of each."""
        from py4j.protocol import Py4JJavaError
        from pyspark.errors import PySparkException

        writer = _Executor(self._settings, str(Path.cwd()), interface_language())
        try:
            with _quietly():
                return session.sparkContext.parallelize(works, len(works)).mapPartitions(writer).collect()
        except (PySparkException, Py4JJavaError) as error:
            raise WorkerError(told("batch.broken", reason=_reason(error))) from None


@dataclass(frozen=True, slots=True)
class _Executor:
    """Writes shards, on an executor."""

    settings: Settings
    folder: str
    interface: str

    def __call__(self, works: Iterable[Work]) -> Iterator[tuple[int, str, Outcome]]:
        """Yield the number of each shard, the folder where it is prepared, and what came of it."""
        if provenance("").engine != self.settings.provenance.engine:
            raise NotPossibleError(told("batch.other-engine"))
        os.environ["POLYPHONIE_LANG"] = self.interface
        with chdir(self.folder):  # paths are relative to where the run was started
            for work in works:
                yield self._written(work)

    def _written(self, work: Work) -> tuple[int, str, Outcome]:
        writer = ShardWriter(RunFolder(self.settings.run_folder).stage, lambda: started_pool(self.settings, 1))
        outcome, staged = Outcome(), None
        for step in writer.steps([work]):
            if isinstance(step, Outcome):
                outcome.words += step.words
                outcome.rows.update(step.rows)
                outcome.tags.update(step.tags)
            elif isinstance(step, Finished):
                staged = step.staged
                outcome.statuses = [step.statuses[task.key] for task in work.tasks]
        return work.number, str(staged), outcome


def _reason(error: Exception) -> str:
    """Return the last line that a failed executor said."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    own = [line for line in lines if line.startswith("pipeline.")]
    return (own or lines or [type(error).__name__])[-1 if not own else 0]


def _session() -> SparkSession:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise NotPossibleError(told("batch.no-spark")) from None
    try:
        with _quietly():
            return SparkSession.builder.appName("polyphonie").getOrCreate()
    except Exception as error:  # no Java, no master, a wrong configuration: Spark has said which
        raise NotPossibleError(told("batch.spark-start", reason=str(error).splitlines()[0])) from None


def _spark_schema(schema: pa.Schema) -> StructType:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep PySpark from warning of a pandas that this package has and mapInArrow does not use."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*pandas", category=FutureWarning)
        yield
