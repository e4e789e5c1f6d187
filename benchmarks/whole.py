"""The whole product, texts to Parquet, against the bare model: nlp.pipe of the stock package in one process.

Each measurement is a fresh process that loads and warms up first; only the work on the texts is timed (wall time).
No text is seen twice: a second copy would find every word form in the caches of either side. The configurations take
turns within each round, in changing order; the medians of the per-round ratios are printed. Differences under 5 % are
noise, and a busy machine makes more of it. A run's fixed costs (workers, locks, commits) weigh on a small folder.

    .venv/bin/python benchmarks/whole.py corpus/raw [MORE FOLDERS] [--rounds 5]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

CONFIGURATIONS = ("stock", "1 worker", "2 workers")


def french_texts(folders: list[str]) -> list[dict[str, str]]:
    """Return the French texts of some folders as records."""
    from pipeline.read.documents import documents
    from pipeline.schema.models import Document

    return [
        {"id": f"{folder}-{item.doc_id}", "text": item.text, "language": "fr"}
        for folder in folders
        for item in documents(folder)
        if isinstance(item, Document) and item.language == "fr"
    ]


def measure(configuration: str, folders: list[str]) -> float:
    """Return the seconds that one configuration takes, in this process."""
    records = french_texts(folders)
    if configuration == "stock":
        import spacy

        nlp = spacy.load("fr_core_news_md")
        list(nlp.pipe(["Une phrase pour commencer, dit-il."]))
        start = time.perf_counter()
        for _ in nlp.pipe(record["text"] for record in records):
            pass
        return time.perf_counter() - start
    from pipeline.batch.plan import Options
    from pipeline.batch.run import run
    from pipeline.batch.worker import warm_up

    warm_up(Options())
    with tempfile.TemporaryDirectory() as out:
        start = time.perf_counter()
        run(records, Path(out) / "run", workers=int(configuration.split(maxsplit=1)[0]))
        return time.perf_counter() - start


def main() -> None:
    """Take turns, report."""
    parser = argparse.ArgumentParser(description="The whole product against the bare model.")
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--measure", choices=CONFIGURATIONS)
    options = parser.parse_args()
    if options.measure:
        print(measure(options.measure, options.folders))
        return
    words = sum(len(record["text"].split()) for record in french_texts(options.folders))
    seconds: dict[str, list[float]] = {name: [] for name in CONFIGURATIONS}
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    for turn in range(options.rounds):
        for name in CONFIGURATIONS if turn % 2 == 0 else reversed(CONFIGURATIONS):
            command = [sys.executable, __file__, *sys.argv[1:], "--measure", name]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
            seconds[name].append(float(done.stdout))
    for name, spent in seconds.items():
        ratio = median(stock / own for stock, own in zip(seconds["stock"], spent, strict=True))
        print(f"{name:<10} {median(words / one for one in spent):10,.0f} words/s   {ratio:5.2f} × stock")


if __name__ == "__main__":
    main()
