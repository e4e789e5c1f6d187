"""Constructions without a fixed word that can be a cue: imperative, jussive *que*, negated predicate."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.components.acts.complements import clause_verb
from pipeline.components.acts.reading import QUOTES, VERBAL, Reading
from pipeline.components.acts.verbs import verb_group

OPENERS = frozenset(".;:!?…—–-•,")


def starts_clause(reading: Reading, i: int) -> bool:
    """Whether token ``i`` opens a sentence, a quotation or a clause after a comma, colon or dash."""
    start, _ = reading.bounds(i)
    if i == start or reading.words[i - 1] in QUOTES or not reading.words[i - 1].strip("\n"):
        before = reading.previous_word(i)
        if before is None or reading.words[i - 1] in QUOTES:
            return True
    before = reading.previous_word(i)
    return before is None or reading.words[before] in OPENERS


def imperatives(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield (first, head) of first and second person plural imperatives: no subject, at the start of a clause."""
    words, doc = reading.words, reading.doc
    for i, word in enumerate(words):
        if not word.endswith(("ez", "ons")) and word not in reading.grammar["irregular_imperative"]:
            continue
        if doc[i].pos_ not in VERBAL and not _mistagged(reading, i):
            continue
        tags = reading.tags(i)
        if tags and not any(tag.startswith("imp") for tag in tags):
            continue
        group = verb_group(reading, i)
        if group.subject_clitic is not None or group.auxiliaries:
            continue
        if any(c.dep_ in {"nsubj", "mark"} and c.i < i for c in doc[i].children) and not starts_clause(
            reading, group.start
        ):
            continue
        if starts_clause(reading, group.start) or _after_adverb_or_and(reading, group.start):
            yield i, i


def _mistagged(reading: Reading, i: int) -> bool:
    """Whether a form tagged as a noun is an imperative after all: it opens a clause and a clitic or *pas* follows."""
    if not starts_clause(reading, i):
        return False
    following = reading.next_word(i)
    return following is not None and (
        reading.words[following].startswith("-")
        or reading.is_a(following, "negative")
        or (reading.doc[i].pos_ != "NOUN" and reading.doc[following].pos_ == "DET")
    )


def _after_adverb_or_and(reading: Reading, i: int) -> bool:
    before = reading.previous_word(i)
    if before is None:
        return True
    if reading.words[before] in reading.grammar["and"] or reading.doc[before].pos_ == "ADV":
        return reading.doc[before].pos_ != "SCONJ" and starts_clause(reading, before)
    return False


def jussives(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield (first, head) of main clauses in *que* + subjunctive: *Qu'il vienne !*"""
    for i, word in enumerate(reading.words):
        if word not in reading.grammar["complementizer"] or not starts_clause(reading, i):
            continue
        before = reading.previous_word(i)
        if before is not None and reading.words[before] == ",":
            continue
        _, end = reading.bounds(i)
        verb = clause_verb(reading, i, end)
        if verb is None or verb - i > 25:
            continue
        group = verb_group(reading, verb)
        if group.has("sub.pres") and (reading.doc[verb].dep_ == "ROOT" or not _governed_left(reading, verb, i)):
            yield verb, verb


def _governed_left(reading: Reading, verb: int, marker: int) -> bool:
    head = reading.doc[verb].head
    return head.i < marker and reading.sentence[head.i] == reading.sentence[verb]


def negated_predicates(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield (first, head) of the lexical verb of every clause with *ne* or a negative subject."""
    doc = reading.doc
    seen: set[int] = set()
    for i, word in enumerate(reading.words):
        if word not in reading.grammar["negation"]:
            continue
        head = doc[i].head
        if head.i == i or head.i < i or head.i - i > 8 or head.pos_ not in VERBAL | {"ADJ", "NOUN"}:
            _, end = reading.bounds(i)
            following = next((j for j in range(i + 1, min(end, i + 8)) if doc[j].pos_ == "VERB"), None)
            if following is None:
                continue
            head = doc[following]
        if head.i not in seen and reading.sentence[head.i] == reading.sentence[i]:
            seen.add(head.i)
            yield head.i, head.i


FINDERS: dict[str, Callable[[Reading], Iterator[tuple[int, int]]]] = {
    "imperative": imperatives,
    "jussive": jussives,
    "negated": negated_predicates,
}
