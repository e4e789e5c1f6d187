"""The figures of the data card, in both languages, are those of the corpus."""

import json
import re
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[2] / "corpus"
COUNTS = (
    *("documents", "fr", "en", "words", "words fr", "words en"),
    *("entities", "PER", "ORG", "LOC", "MISC", "roles", "dates", "DATE", "TIME", "DURATION", "SET"),
    *("quotations", "direct", "mixed", "indirect", "scare", "acts"),
    *("ACCUSATION", "ACCUSATION satellites", "DENIAL", "DENIAL satellites", "DEMAND", "DEMAND satellites"),
    "turns",
)
PARTS = ("train", "dev", "test")


def count(name: str, language: str) -> Counter[str]:
    """What one document contributes to each row of the first table."""
    gold = json.loads((CORPUS / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    words = len(re.findall(r"\w+", (CORPUS / "raw" / f"{name}.txt").read_text(encoding="utf-8")))
    counts = Counter({"documents": 1, language: 1, "words": words, f"words {language}": words})
    for layer in ("entities", "roles", "dates", "quotations", "acts", "turns"):
        counts[layer] += len(gold[layer])
    counts.update(entity["label"] for entity in gold["entities"])
    counts.update(date["type"] for date in gold["dates"])
    counts.update(quotation["type"] for quotation in gold["quotations"])
    counts.update(act["tag"] + " satellites" * act["satellite"] for act in gold["acts"])
    return counts


def figures() -> tuple[list[list[int]], dict[str, list[int]]]:
    """The two tables of the card: counts per part, and per genre."""
    split = tomllib.loads((CORPUS / "split.toml").read_text(encoding="utf-8"))
    part_of = {name: part for part, names in split.items() for name in names}
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    genres: dict[str, Counter[str]] = defaultdict(Counter)
    for line in (CORPUS / "index.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        name = row["file"].removesuffix(".txt")
        counts = count(name, row["language"])
        parts[part_of[name]] += counts
        genres[row["genre"]] += counts + Counter({part_of[name]: 1})
    per_part = [[parts[part][key] for part in PARTS] for key in COUNTS]
    genre_keys = ("fr", "en", *PARTS, "words")
    return [[*row, sum(row)] for row in per_part], {
        f"`{genre}`": [counts[key] for key in genre_keys] for genre, counts in genres.items()
    }


@pytest.mark.parametrize("card", ["README.md", "README.fr.md"])
def test_figures_of_the_card(card: str) -> None:
    lines = (CORPUS / card).read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    per_part, per_genre = figures()
    assert [[int(n) for n in row[1:]] for row in rows if len(row) == 5 and row[1].isdigit()] == per_part
    assert {row[0]: [int(n) for n in row[2:]] for row in rows if len(row) == 8 and row[2].isdigit()} == per_genre
