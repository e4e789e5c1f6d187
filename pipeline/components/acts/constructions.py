"""Constructions without a fixed word that can be a cue: imperative, jussive *que*, negated predicate."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.components.acts.complements import clause_verb
from pipeline.components.acts.modality import is_question
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
    words, doc = reading.words, reading.tokens
    for i, word in enumerate(words):
        if not word.endswith(("ez", "ons")) and word not in reading.grammar["irregular_imperative"]:
            continue
        if doc[i].pos_ not in VERBAL and not _mistagged(reading, i):
            continue
        tags = reading.tags(i)
        if tags and not any(tag.startswith("imp") for tag in tags):
            continue
        group = verb_group(reading, i)
        reflexive = group.subject_clitic is not None and reading.words[group.subject_clitic] in {"-nous", "-vous"}
        if (group.subject_clitic is not None and not (reflexive and not is_question(reading, i))) or group.auxiliaries:
            continue
        if any(c.dep_ in {"nsubj", "mark"} and c.i < i for c in doc[i].children) and not starts_clause(
            reading, group.start
        ):
            continue
        if starts_clause(reading, group.start) or _after_adverb_or_and(reading, group.start):
            yield i, i


def _mistagged(reading: Reading, i: int) -> bool:
    """Whether a form that the tagger takes for a noun is an imperative after all: in -ez, at the start of a clause."""
    following = reading.next_word(i)
    if following is None or not starts_clause(reading, i) or reading.tokens[i].pos_ in {"ADP", "ADV"}:
        return False
    if any(tag.startswith("imp.pres.2p") for tag in reading.tags(i)):
        return reading.tokens[following].pos_ not in VERBAL
    return reading.words[following].startswith("-") or reading.is_a(following, "negative")


def _after_adverb_or_and(reading: Reading, i: int) -> bool:
    before = reading.previous_word(i)
    if before is None:
        return True
    if reading.words[before] in reading.grammar["and"] or reading.tokens[before].pos_ == "ADV":
        return reading.tokens[before].pos_ != "SCONJ" and starts_clause(reading, before)
    return False


def jussives(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield (first, head) of main clauses in *que* + subjunctive: *Qu'il vienne !*"""
    for i, word in enumerate(reading.words):
        if word not in reading.grammar["complementizer"] or not starts_clause(reading, i):
            continue
        if not _may_be_jussive(reading, i):
            continue
        _, end = reading.bounds(i)
        verb = clause_verb(reading, i, end)
        if verb is None or verb - i > 25:
            continue
        group = verb_group(reading, verb)
        if (
            group.has("sub.pres")
            and not group.participle
            and (reading.tokens[verb].dep_ == "ROOT" or not _governed_left(reading, verb, i))
        ):
            yield verb, verb


def _may_be_jussive(reading: Reading, i: int) -> bool:
    """After a comma only when the sentence opens with *si*; never when a main clause takes it up (*…, c'est*)."""
    start, end = reading.bounds(i)
    before = reading.previous_word(i)
    words = reading.words
    if before is not None and words[before] == ",":
        opening = [words[j] for j in range(start, i) if words[j]][:3]
        if not any(word in reading.grammar["conditional"] for word in opening):
            return False
    return not any(
        words[j] == "," and j + 1 < end and words[j + 1] in reading.grammar["taken_up"] for j in range(i, end)
    )


def _governed_left(reading: Reading, verb: int, marker: int) -> bool:
    head = reading.tokens[verb].head
    return head.i < marker and reading.sentence[head.i] == reading.sentence[verb]


def orders(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield (first, head) of English imperatives: a bare infinitive without subject that opens a clause."""
    found: set[int] = set()
    for token in reading.doc:
        if token.pos_ not in VERBAL or token.morph.get("VerbForm", []) != ["Inf"]:
            continue
        if "imp.pres.2p" not in reading.tags(token.i):
            continue
        left = [c for c in token.children if c.i < token.i and c.dep_ not in {"punct", "advmod", "discourse", "cc"}]
        before = reading.previous_word(token.i)
        if not left and token.dep_ in {"ROOT", "conj", "ccomp", "parataxis"}:
            group = verb_group(reading, token.i)
            polite = before is not None and reading.words[before] == "please"
            joined = (
                token.dep_ == "conj" and before is not None and reading.is_a(before, "and") and token.head.i in found
            )
            if group.subject_clitic is None and (polite or joined or starts_clause(reading, group.start)):
                found.add(token.i)
                yield token.i, token.i


def negated_predicates(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield (first, head) of the lexical verb (or predicate) of every clause with *ne*."""
    seen: set[int] = set()
    for i, word in enumerate(reading.words):
        if word in reading.grammar["negation"] or word in reading.grammar["inner_negation"]:
            head = _negated_head(reading, i)
            if head is not None and head not in seen:
                seen.add(head)
                yield head, head


def _negated_head(reading: Reading, i: int) -> int | None:
    _, end = reading.bounds(i)
    auxiliary = None
    for j in range(i + 1, min(end, i + 9)):
        if reading.is_a(j, "auxiliary"):
            auxiliary = j
            continue
        tags = reading.tags(j)
        if auxiliary is not None and any(tag.startswith("part.past") for tag in tags):
            return j
        if auxiliary is None and any(not tag.startswith("part") for tag in tags) and not reading.is_a(j, "clitic"):
            return j
        skipped = reading.is_a(j, "clitic") or reading.is_a(j, "negative") or reading.tokens[j].pos_ == "ADV"
        if reading.words[j] and reading.words[j] not in QUOTES and not skipped:
            break
    head = reading.tokens[i].head
    near = i < head.i < min(end, i + 9)
    return head.i if near else auxiliary


def negative_subjects(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield (first, head) of the verb whose subject is negative: *nobody has, no service has, none of our units*."""
    seen: set[int] = set()
    for i, word in enumerate(reading.words):
        token = reading.doc[i]
        if word not in reading.grammar["negative_subject"]:
            continue
        while token.head.i != token.i and token.pos_ not in VERBAL:
            token = token.head
        if token.pos_ in VERBAL and token.i > i and token.i not in seen:
            seen.add(token.i)
            yield token.i, token.i


FINDERS: dict[str, Callable[[Reading], Iterator[tuple[int, int]]]] = {
    "imperative": imperatives,
    "jussive": jussives,
    "negated": negated_predicates,
    "order": orders,
    "negative-subject": negative_subjects,
}
