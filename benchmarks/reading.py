"""Are tables of a million rows read in constant memory? Time and peak memory of planning a run over them.

Planning reads every row twice (its id, then its content for the digest) and hands out the documents shard by shard, as
in a run; each measurement is a fresh process. What grows is 8 bytes of digest for each id, and what Python needs to
keep them.

    .venv/bin/python benchmarks/reading.py [--sizes 100000,1000000]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

BLOCK = 50_000


def rows(size: int) -> Iterator[dict[str, str]]:
    """Yield tiny records."""
    for number in range(size):
        yield {"id": f"doc-{number}", "text": f"Le maire de la commune {number} dément.", "publisher": "Ville"}


def write(path: Path, size: int) -> None:
    """Write a table of so many rows, a block at a time."""
    found = rows(size)
    if path.suffix == ".jsonl":
        with path.open("w", encoding="utf-8") as stream:
            stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
        return
    schema = pa.schema([(name, pa.string()) for name in ("id", "text", "publisher")])
    with pq.ParquetWriter(path, schema) as table:
        for _ in range(0, size, BLOCK):
            block = list(islice(found, BLOCK))
            table.write_table(pa.Table.from_pylist(block, schema))


def measure(path: Path) -> tuple[int, float, float]:
    """Plan a run over a table in this process; return documents, seconds and peak memory in megabytes."""
    from pipeline.batch.plan import Options, tasks
    from pipeline.batch.schedule import Schedule

    start = time.perf_counter()
    planned = sum(len(work.tasks) for work in Schedule(tasks(path, Options(language="fr")), [], "engine"))
    return planned, time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    """Measure each size and format."""
    parser = argparse.ArgumentParser(description="Time and memory of reading large tables.")
    parser.add_argument("--sizes", default="100000,1000000")
    parser.add_argument("--measure", type=Path)
    options = parser.parse_args()
    if options.measure:
        print(*measure(options.measure))
        return
    for suffix in (".jsonl", ".parquet"):
        for size in map(int, options.sizes.split(",")):
            with tempfile.TemporaryDirectory() as place:
                path = Path(place) / f"table{suffix}"
                write(path, size)
                command = [sys.executable, __file__, "--measure", str(path)]
                done = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
                megabytes = path.stat().st_size / 1e6
            planned, seconds, memory = int(done[0]), float(done[1]), float(done[2])
            print(
                f"{suffix:<9}{planned:>9,} rows {megabytes:7.1f} MB on disk {seconds:7.1f} s "
                f"{planned / seconds:9,.0f} rows/s, peak {memory:5.0f} MB",
                flush=True,
            )


if __name__ == "__main__":
    main()
