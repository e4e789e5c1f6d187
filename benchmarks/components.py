"""What each component of a pipeline costs: milliseconds of processor time per 1000 words, on texts not seen before.

The pipeline is loaded and warmed on every other text and measured on the rest, several rounds in one process, each
component going over a few documents before the next, as in a run; the median of the rounds is printed. Differences
under 5 % are noise.

    .venv/bin/python benchmarks/components.py corpus/raw [--language fr] [--rounds 5]
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is loaded: one thread, as in a worker

import argparse
import gc
import time
from statistics import median

from spacy.language import Language

from pipeline import load
from pipeline.batch.annotate import PARSED_IN
from pipeline.components.load import make_doc
from pipeline.read.documents import documents
from pipeline.schema.models import Document

BUDGET_ALL, BUDGET_ONE = 2.5, 0.5  # ms per 1000 words
CHUNK = 16  # documents


def measure(nlp: Language, texts: list[Document]) -> dict[str, float]:
    """Return the processor time of each component over the texts, in ms per 1000 words."""
    seconds = dict.fromkeys(["tokenizer", *nlp.pipe_names], 0.0)
    for first in range(0, len(texts), CHUNK):
        start = time.process_time()
        docs = [make_doc(nlp, document) for document in texts[first : first + CHUNK]]
        seconds["tokenizer"] += time.process_time() - start
        for name, component in nlp.pipeline:
            start = time.process_time()
            if hasattr(component, "pipe"):
                docs = list(component.pipe(docs, batch_size=PARSED_IN * len(docs)))
            else:
                docs = [component(doc) for doc in docs]
            seconds[name] += time.process_time() - start
    words = sum(len(document.text.split()) for document in texts)
    return {name: 1e6 * spent / words for name, spent in seconds.items()}


def report(nlp: Language, rounds: list[dict[str, float]]) -> None:
    """Print the median cost of each component, and of ours together."""
    cost = {name: median(one[name] for one in rounds) for name in rounds[0]}
    ours = [name for name in nlp.pipe_names if nlp.get_pipe_meta(name).factory.startswith("polyphonie_")]
    for name, value in cost.items():
        note = f"  over {BUDGET_ONE}" if name in ours and value > BUDGET_ONE else ""
        print(f"{'*' if name in ours else ' '} {name:<18}{value:8.3f}{note}")
    together, total = sum(cost[name] for name in ours), sum(cost.values())
    print(
        f"* ours together     {together:8.3f}  (budget {BUDGET_ALL}, {together / (total - together):.1%} of the model)"
    )
    print(f"  total             {total:8.3f}  ms of processor time per 1000 words")


def main() -> None:
    """Read the texts, warm up, measure, report."""
    parser = argparse.ArgumentParser(description="What each component of a pipeline costs.")
    parser.add_argument("path", nargs="+")
    parser.add_argument("--language", default="fr")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    found = [item for item in documents(options.path) if isinstance(item, Document)]
    texts = [document for document in found if document.language == options.language]
    if len(texts) < 2:
        parser.error(f"needs two texts or more in the language {options.language}")
    nlp = load(options.language)
    measure(nlp, texts[::2])
    gc.freeze()  # as in a worker: rules and vocabulary are not searched for garbage again and again
    report(nlp, [measure(nlp, texts[1::2]) for _ in range(options.rounds)])


if __name__ == "__main__":
    main()
