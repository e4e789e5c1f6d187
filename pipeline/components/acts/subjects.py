"""Who is the subject of a verb, whatever the parser made of it."""

from __future__ import annotations

from dataclasses import replace

from pipeline.components.acts.phrases import Filler, conjuncts, head_of_phrase, noun_phrase
from pipeline.components.acts.reading import NOMINAL, QUOTES, VERBAL, Reading
from pipeline.components.acts.verbs import VerbGroup, verb_group

DEPTH = 4


def subject(reading: Reading, group: VerbGroup, depth: int = 0) -> list[Filler]:
    """Return the subject of a verb, one filler a conjunct; empty if it has none in the sentence.

    Tried in order: the clitic subject; the tree's subject; the antecedent of a relative; for participles and
    infinitives the noun they modify or the subject of the verb they depend on; the subject of the first of two
    coordinated verbs; the noun phrase after the verb (inversion); the noun phrase before the verb.
    """
    if depth > DEPTH:
        return []
    if depth == 0:
        found = reading.subjects.get(group.head)
        if found is None:
            found = reading.subjects[group.head] = _subject(reading, group, depth)
        return [replace(filler) for filler in found]
    return _subject(reading, group, depth)


def _subject(reading: Reading, group: VerbGroup, depth: int) -> list[Filler]:
    if group.subject_clitic is not None:
        return [_pronoun(reading, group.subject_clitic)]
    steps = (_in_tree, _of_relative, _of_nonfinite, _of_coordinate, _inverted, _before)
    for step in steps:
        found = step(reading, group, depth)
        if found:
            return found
    return []


def _pronoun(reading: Reading, i: int) -> Filler:
    return Filler(i, i, i, "clitic")


def nominal(reading: Reading, head: int) -> list[Filler]:
    """Return a noun phrase and its conjuncts, or the antecedent when the head is a relative pronoun."""
    if reading.is_a(head, "relative_subject"):
        antecedent = antecedent_of(reading, head)
        if antecedent is not None or not reading.is_a(head, "demonstrative"):
            return [noun_phrase(reading, antecedent)] if antecedent is not None else []
    return [noun_phrase(reading, i) for i in conjuncts(reading, head)]


def _in_tree(reading: Reading, group: VerbGroup, depth: int) -> list[Filler]:
    tree_heads = [group.head, *group.auxiliaries]
    for i in tree_heads:
        for child in reading.tokens[i].children:
            if child.dep_ not in {"nsubj", "nsubj:pass"} or child.i > group.head + 12:
                continue
            if not reading.words[child.i] or child.pos_ not in NOMINAL | {"DET", "ADJ", "X"}:
                continue
            if reading.sentence[child.i] != reading.sentence[group.head] or child.i == group.head:
                continue
            if group.start <= child.i < group.head:
                continue
            return nominal(reading, child.i)
    return []


def antecedent_of(reading: Reading, relative: int) -> int | None:
    """Return the noun a relative pronoun stands for: by the tree, else the noun phrase before it."""
    for ancestor in reading.tokens[relative].ancestors:
        if ancestor.dep_.startswith("acl") and ancestor.head.i < relative and ancestor.head.pos_ in NOMINAL:
            return ancestor.head.i
    before = reading.previous_word(relative)
    while before is not None and reading.words[before] in {",", ")", "("}:
        before = reading.previous_word(before)
    if before is not None and reading.tokens[before].pos_ in NOMINAL | {"ADJ"}:
        return head_of_phrase(reading, before)
    return None


def _of_relative(reading: Reading, group: VerbGroup, depth: int) -> list[Filler]:
    before = reading.previous_word(group.start)
    here = reading.words[group.start]
    marker = group.start if here == "qui" else before
    if marker is not None and reading.words[marker] == "qui":
        return nominal(reading, marker)
    return []


def _of_nonfinite(reading: Reading, group: VerbGroup, depth: int) -> list[Filler]:
    if group.finite is not None and not group.infinitive:
        return []
    token = reading.tokens[group.head]
    governor = token.head
    if governor.i == token.i or reading.sentence[governor.i] != reading.sentence[token.i]:
        return []
    if token.dep_.startswith("acl") and governor.pos_ in NOMINAL and not group.infinitive:
        return nominal(reading, governor.i)
    if governor.pos_ in VERBAL or governor.dep_ == "ROOT":
        return subject(reading, verb_group(reading, governor.i), depth + 1)
    return []


def _of_coordinate(reading: Reading, group: VerbGroup, depth: int) -> list[Filler]:
    token = reading.tokens[group.head]
    if token.dep_ != "conj" or token.head.pos_ not in VERBAL | {"ADJ", "NOUN"}:
        return []
    if reading.sentence[token.head.i] != reading.sentence[token.i] or token.head.i > token.i:
        return []
    if token.head.pos_ == "NOUN" and not any(c.dep_ == "cop" for c in token.head.children):
        return []
    before = _before(reading, group, depth)
    if before and before[0].last == (reading.previous_word(group.start) or -1) and before[0].kind == "noun":
        between = reading.words[reading.previous_word(before[0].first) or 0]
        if between in {"et", "mais", "ou", ","} and not reading.tokens[before[0].head].dep_.startswith(("ob", "nmod")):
            return before
    return subject(reading, verb_group(reading, token.head.i), depth + 1)


def _inverted(reading: Reading, group: VerbGroup, depth: int) -> list[Filler]:
    """Find the subject after the verb: directly after it, when a quotation or comma stands before the verb."""
    if group.infinitive or group.finite is None:
        return []
    before = reading.previous_word(group.start)
    doc = reading.tokens
    left = doc[group.start - 1].text if group.start > 0 else ""
    opens = before is None or reading.words[before] in {",", "—", "–", "!", "?", "…", ";"} or left in QUOTES
    relative = before is not None and reading.words[before] in {"que", "qu'", "comme", "dont", "où"}
    if not opens and not relative:
        return []
    after = reading.next_word(group.head)
    if after is None or doc[after].pos_ not in {"DET", "NOUN", "PROPN", "PRON", "NUM", "ADJ"}:
        return []
    head = doc[after]
    while head.pos_ in {"DET", "ADJ", "NUM"} and head.head.i > head.i and head.head.i != head.i:
        head = head.head
    if head.pos_ not in NOMINAL:
        return []
    if head.dep_ == "obj" and before is not None and _before(reading, group, depth) and left not in QUOTES:
        return []
    return nominal(reading, head.i)


def _before(reading: Reading, group: VerbGroup, depth: int) -> list[Filler]:
    """Take the noun phrase that ends directly before the verb group (over a comma-enclosed apposition)."""
    if group.infinitive:
        return []
    i = reading.previous_word(group.start)
    if i is not None and reading.words[i] == "," and group.finite is not None:
        i = _over_apposition(reading, i)
    if i is not None and reading.words[i] == ")":
        opening = next((j for j in range(i, reading.bounds(i)[0] - 1, -1) if reading.words[j] == "("), None)
        i = reading.previous_word(opening) if opening is not None else None
    if i is None or reading.tokens[i].pos_ not in NOMINAL | {"ADJ"}:
        return []
    if reading.tokens[i].pos_ in VERBAL:
        return []
    head = head_of_phrase(reading, i)
    if reading.tokens[head].pos_ not in NOMINAL:
        return []
    return [_limited(filler, group.start) for filler in nominal(reading, head) if filler.first < group.start]


def _limited(filler: Filler, stop: int) -> Filler:
    filler.last = min(filler.last, stop - 1)
    return filler


def _over_apposition(reading: Reading, comma: int) -> int | None:
    floor, _ = reading.bounds(comma)
    for j in range(comma - 1, max(floor, comma - 30), -1):
        if reading.words[j] == ",":
            return reading.previous_word(j)
    return None
