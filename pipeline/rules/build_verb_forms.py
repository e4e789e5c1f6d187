"""Build ``fr/verb_forms.tsv`` from ``fr/verbs.tsv`` (development only; the pipeline reads its output).

Run ``python -m pipeline.rules.build_verb_forms`` after adding a lemma to ``verbs.tsv``. The conjugation comes from
verbecc (an optional development dependency). A verb that it does not know names a known one that it is conjugated
``like``; without one it is an error, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.rules.load import data_path, read_tsv

# verbecc's (mood, tense) -> our tag; subject forms are tagged with person and number, e.g. ``ind.pres.3s``.
TENSES = {
    ("indicatif", "présent"): "ind.pres",
    ("indicatif", "imparfait"): "ind.impf",
    ("indicatif", "futur-simple"): "ind.fut",
    ("indicatif", "passé-simple"): "ind.past",
    ("conditionnel", "présent"): "cond.pres",
    ("subjonctif", "présent"): "sub.pres",
    ("subjonctif", "imparfait"): "sub.impf",
    ("imperatif", "imperatif-présent"): "imp.pres",
    ("infinitif", "infinitif-présent"): "inf",
    ("participe", "participe-présent"): "part.pres",
    ("participe", "participe-passé"): "part.past",
}


def conjugate(conjugator: Any, lemma: str, like: str) -> Iterator[tuple[str, str]]:
    """Yield (form, tag) for every synthetic form of one verb, on the stem of the verb it is conjugated like."""
    stem, model_stem = lemma[:-2], like[:-2]
    for form, tag in _conjugate_known(conjugator, like):
        yield (form if lemma == like else stem + form.removeprefix(model_stem)), tag


def _conjugate_known(conjugator: Any, lemma: str) -> Iterator[tuple[str, str]]:
    for mood, tenses in conjugator.conjugate(lemma, conjugate_pronouns=False).get_data()["moods"].items():
        for tense, cells in tenses.items():
            tag = TENSES.get((str(mood), str(tense)))
            if tag is None:
                continue
            for cell in cells:
                for form in cell["c"]:
                    yield form.split("/")[0].strip().split(" ")[-1], tag + _cell_suffix(tag, cell)


def _cell_suffix(tag: str, cell: dict[str, Any]) -> str:
    if tag in {"inf", "part.pres"}:
        return ""
    number = str(cell.get("n", ""))
    if tag == "part.past":
        return f".{cell.get('g', '')}{number}"
    return f".{cell.get('p', '')}{number}"


def main() -> None:
    """Write the forms of every lemma of ``verbs.tsv``, sorted, one (form, lemma, tag) a line."""
    from verbecc import CompleteConjugator

    conjugator = CompleteConjugator(lang="fr")  # pyright: ignore[reportArgumentType]  # it takes the code too
    rows: set[tuple[str, str, str]] = set()
    for entry in read_tsv(data_path("fr", "verbs.tsv"), ("lemma", "like")):
        lemma, like = entry["lemma"], entry["like"] or entry["lemma"]
        if conjugator.conjugate(like).get_data()["verb"]["predicted"]:  # pyright: ignore[reportArgumentType]
            raise SystemExit(f"fr/verbs.tsv: verbecc does not know {like!r}: name a verb it is conjugated like")
        rows.update((form, lemma, tag) for form, tag in conjugate(conjugator, lemma, like))
    lines = ["form\tlemma\ttag", *("\t".join(row) for row in sorted(rows))]
    data_path("fr", "verb_forms.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
