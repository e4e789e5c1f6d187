"""Build ``en/verb_forms.tsv`` from ``en/verbs.tsv`` (development only; the pipeline reads its output).

Run ``python -m pipeline.rules.build_english_forms`` after adding a lemma. Regular verbs follow the spelling rules of
English; ``verbs.tsv`` gives past and participle of the others, and of those that double their consonant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.rules.load import data_path, read_tsv

BASE = ("inf", "ind.pres.1s", "ind.pres.1p", "ind.pres.2p", "ind.pres.3p", "imp.pres.2p")
STRONG = re.compile(r"[^aeiou][aeiou][bdgmnprt]$")  # cut, begin: an irregular verb of this shape doubles its end


def forms(lemma: str, past: str, participle: str) -> Iterator[tuple[str, str]]:
    """Yield (form, tag) for every form of a verb; ``past`` and ``participle`` are empty for a regular one."""
    for tag in BASE:
        yield lemma, tag
    yield third_person(lemma), "ind.pres.3s"
    for form in (past or regular_past(lemma)).split("|"):
        yield form, "ind.past"
    for form in (participle or past or regular_past(lemma)).split("|"):
        yield form, "part.past"
    gerund = present_participle(lemma, past)
    yield gerund, "part.pres"
    yield gerund, "ger"


def third_person(lemma: str) -> str:
    """Return *denies, accuses, does*."""
    if re.search(r"[^aeiou]y$", lemma):
        return lemma[:-1] + "ies"
    return lemma + ("es" if re.search(r"(?:s|x|z|ch|sh|o)$", lemma) else "s")


def regular_past(lemma: str) -> str:
    """Return *denied, accused*."""
    if re.search(r"[^aeiou]y$", lemma):
        return lemma[:-1] + "ied"
    return lemma + ("d" if lemma.endswith("e") else "ed")


def present_participle(lemma: str, past: str) -> str:
    """Return *denying, accusing, lying, admitting*."""
    if lemma.endswith("ie"):
        return lemma[:-2] + "ying"
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        return lemma[:-1] + "ing"
    doubled = past.startswith(lemma + lemma[-1]) or (past not in {"", regular_past(lemma)} and STRONG.search(lemma))
    return lemma + (lemma[-1] if doubled else "") + "ing"


def main() -> None:
    """Write the forms of every lemma of ``verbs.tsv``, sorted, one (form, lemma, tag) a line."""
    rows: set[tuple[str, str, str]] = set()
    for entry in read_tsv(data_path("en", "verbs.tsv"), ("lemma", "past", "participle")):
        lemma = entry["lemma"]
        rows.update((form, lemma, tag) for form, tag in forms(lemma, entry["past"], entry["participle"]))
    for row in read_tsv(data_path("en", "auxiliaries.tsv"), ("form", "lemma", "tag")):
        rows.add((row["form"], row["lemma"], row["tag"]))
    lines = ["form\tlemma\ttag", *("\t".join(row) for row in sorted(rows))]
    data_path("en", "verb_forms.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
