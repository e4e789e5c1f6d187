"""Does time grow in step with the number of documents, and memory not at all?

Runs 100, 1000 and 10,000 short invented documents, then each again unchanged.

    .venv/bin/python benchmarks/growth.py [--sizes 100,1000,10000] [--workers 2]
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import resource
import tempfile
import time
from pathlib import Path

from pipeline.batch.plan import Options
from pipeline.batch.run import run
from pipeline.batch.worker import warm_up

PARAGRAPH = (
    "Le {day} mars 2025, la porte-parole de l’ambassade de Tarvanie, Lina Orvel, a déclaré : « Nous démentons ces "
    "accusations numéro {number}. » Le député Paul Varne exige des excuses de la commune {number} et accuse le maire "
    "d’avoir menti aux habitants.\n"
)


def main() -> None:
    """Run each size twice and print time, speed and the largest worker."""
    parser = argparse.ArgumentParser(description="Growth in time and memory with the number of documents.")
    parser.add_argument("--sizes", default="100,1000,10000")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    warm_up(Options(language="fr"))
    for size in map(int, options.sizes.split(",")):
        with tempfile.TemporaryDirectory() as place:
            texts = Path(place) / "texts"
            texts.mkdir()
            for number in range(size):
                text = PARAGRAPH.format(day=number % 28 + 1, number=number) * (number % 3 + 1)
                (texts / f"{number:05d}.txt").write_text(text, encoding="utf-8")
            report = run(texts, Path(place) / "out", workers=options.workers, language="fr")
            start = time.perf_counter()
            again = run(texts, Path(place) / "out", workers=options.workers, language="fr")
            unchanged = time.perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
        speed = report.words / report.seconds
        print(
            f"{size:>6} documents {report.seconds:8.1f} s {speed:9,.0f} words/s, largest worker {memory:6.0f} MB; "
            f"unchanged {unchanged:6.2f} s ({again.unchanged} left alone)",
            flush=True,
        )


if __name__ == "__main__":
    main()
