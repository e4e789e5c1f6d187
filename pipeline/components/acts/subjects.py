"""Who is the subject of a verb, whatever the parser made of it."""

from __future__ import annotations

from pipeline.components.acts.phrases import HEADS, Filler, conjuncts, head_of_phrase, noun_phrase
from pipeline.components.acts.reading import NOMINAL, QUOTES, VERBAL, Reading
from pipeline.components.acts.verbs import VerbGroup, verb_group

DEPTH = 4
SUBJECT_POS = NOMINAL | {"DET", "ADJ", "X"}
OPENING_POS = NOMINAL | {"DET", "ADJ"}
OPENS = frozenset({",", "—", "–", "!", "?", "…", ";"})
BRACKETS = frozenset({",", ")", "("})


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
        return [filler.copy() for filler in found]
    return _subject(reading, group, depth)


def _subject(reading: Reading, group: VerbGroup, depth: int) -> list[Filler]:
    if group.subject_clitic is not None:
        return [Filler(group.subject_clitic, group.subject_clitic, group.subject_clitic, "clitic")]
    steps = (_in_tree, _of_relative, _of_nonfinite, _of_coordinate, _inverted, _before)
    for step in steps:
        found = step(reading, group, depth)
        if found:
            return found
    return []


def nominal(reading: Reading, head: int) -> list[Filler]:
    """Return a noun phrase and its conjuncts, or the antecedent when the head is a relative pronoun."""
    if reading.is_a(head, "relative_subject"):
        antecedent = antecedent_of(reading, head)
        if antecedent is not None or not reading.is_a(head, "demonstrative"):
            return [noun_phrase(reading, antecedent)] if antecedent is not None else []
    return [noun_phrase(reading, i) for i in conjuncts(reading, head)]


def _in_tree(reading: Reading, group: VerbGroup, depth: int) -> list[Filler]:
    for i in (group.head, *group.auxiliaries):
        for child in reading.children[i]:
            if reading.dep[child] not in {"nsubj", "nsubj:pass"} or child > group.head + 12:
                continue
            if not reading.words[child] or reading.pos[child] not in SUBJECT_POS:
                continue
            if reading.sentence[child] != reading.sentence[group.head] or child == group.head:
                continue
            inside = group.start <= child < group.head and not reading.is_a(child, "negating_subject")
            if inside or _is_quoted_before(reading, child, group.start):
                continue
            return nominal(reading, child)
    return []


def _is_quoted_before(reading: Reading, i: int, verb: int) -> bool:
    """Whether token ``i`` stands in a quotation that closes before the verb: *« Le train est parti », dit-elle*."""
    if not any(reading.words[j] in QUOTES for j in range(i + 1, verb)):
        return False
    at, limit = reading.starts[i], reading.starts[verb]
    return any(quotation.start <= at < quotation.end <= limit for quotation in reading.layers.quotations)


def antecedent_of(reading: Reading, relative: int) -> int | None:
    """Return the noun a relative pronoun stands for: by the tree, else the noun phrase before it."""
    head, pos = reading.head, reading.pos
    for ancestor in reading.ancestors(relative):
        if reading.dep[ancestor].startswith("acl") and head[ancestor] < relative and pos[head[ancestor]] in NOMINAL:
            return head[ancestor]
    before = reading.previous_word(relative)
    while before is not None and reading.words[before] in BRACKETS:
        before = reading.previous_word(before)
    if before is not None and pos[before] in HEADS:
        return head_of_phrase(reading, before)
    return None


def _of_relative(reading: Reading, group: VerbGroup, depth: int) -> list[Filler]:
    start = group.start
    marker = start if reading.is_a(start, "subject_relative") else reading.previous_word(start)
    if marker is not None and reading.is_a(marker, "subject_relative"):
        return nominal(reading, marker)
    return []


def _of_nonfinite(reading: Reading, group: VerbGroup, depth: int) -> list[Filler]:
    if group.finite is not None and not group.infinitive:
        return []
    governor = reading.head[group.head]
    if governor == group.head or reading.sentence[governor] != reading.sentence[group.head]:
        return []
    modifies = reading.dep[group.head].startswith("acl") and reading.pos[governor] in NOMINAL
    if modifies and not group.infinitive:
        return nominal(reading, governor)
    if reading.pos[governor] in VERBAL or reading.dep[governor] == "ROOT":
        return subject(reading, verb_group(reading, governor), depth + 1)
    return []


def _of_coordinate(reading: Reading, group: VerbGroup, depth: int) -> list[Filler]:
    governor = reading.head[group.head]
    if reading.dep[group.head] != "conj" or reading.pos[governor] not in {"VERB", "AUX", "ADJ", "NOUN"}:
        return []
    if reading.sentence[governor] != reading.sentence[group.head] or governor > group.head:
        return []
    if reading.pos[governor] == "NOUN" and all(reading.dep[c] != "cop" for c in reading.children[governor]):
        return []
    before = _before(reading, group, depth)
    if before and before[0].last == (reading.previous_word(group.start) or -1) and before[0].kind == "noun":
        joiner = reading.previous_word(before[0].first) or 0
        own = not reading.dep[before[0].head].startswith(("ob", "nmod"))
        if reading.is_a(joiner, "joins_clauses") and own:
            return before
    return subject(reading, verb_group(reading, governor), depth + 1)


def _inverted(reading: Reading, group: VerbGroup, depth: int) -> list[Filler]:
    """Find the subject after the verb: directly after it, when a quotation or comma stands before the verb."""
    if group.infinitive or group.finite is None:
        return []
    before, words, pos = reading.previous_word(group.start), reading.words, reading.pos
    quoted = group.start > 0 and words[group.start - 1] in QUOTES
    opens = before is None or words[before] in OPENS or quoted
    if not opens and not (before is not None and reading.is_a(before, "inverting")):
        return []
    head = reading.next_word(group.head)
    if head is None or pos[head] not in OPENING_POS:
        return []
    while pos[head] in {"DET", "ADJ", "NUM"} and reading.head[head] > head:
        head = reading.head[head]
    if pos[head] not in NOMINAL:
        return []
    apposed = before is not None and words[before] == "," and _after_name_in_commas(reading, before)
    object_like = apposed or reading.dep[head] == "obj"
    if object_like and before is not None and not quoted and _before(reading, group, depth):
        return []
    return nominal(reading, head)


def _before(reading: Reading, group: VerbGroup, depth: int) -> list[Filler]:
    """Take the noun phrase that ends directly before the verb group (over a comma-enclosed apposition)."""
    if group.infinitive:
        return []
    i = reading.previous_word(group.start)
    if i is not None and reading.words[i] == "," and group.finite is not None:
        i = _over_apposition(reading, i)
    if i is not None and reading.words[i] == ")":
        opening = next((j for j in range(i, reading.sentence[i] - 1, -1) if reading.words[j] == "("), None)
        i = reading.previous_word(opening) if opening is not None else None
    if i is None or reading.pos[i] not in HEADS:
        return []
    head = head_of_phrase(reading, i)
    if reading.pos[head] not in NOMINAL:
        return []
    return [_limited(filler, group.start) for filler in nominal(reading, head) if filler.first < group.start]


def _limited(filler: Filler, stop: int) -> Filler:
    filler.last = min(filler.last, stop - 1)
    return filler


def _after_name_in_commas(reading: Reading, comma: int) -> bool:
    """Whether a comma closes a name: *la ministre, Anne Morel, presse les députés*."""
    before = _over_apposition(reading, comma)
    inner = range(before + 2, comma) if before is not None else range(0)
    return len(inner) > 0 and all(i in reading.named or not reading.words[i] for i in inner)


def _over_apposition(reading: Reading, comma: int) -> int | None:
    for j in range(comma - 1, max(reading.sentence[comma], comma - 30), -1):
        if reading.words[j] == ",":
            return reading.previous_word(j)
    return None
