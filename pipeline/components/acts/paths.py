"""Argument paths: where a frame says that the filler of a role stands.

A path is ``step``, ``step(word|word)`` or either with ``@anchor``. Anchors are ``head`` (the default, the head of the
cue), ``tail`` (its last word), ``object``, ``content`` and ``target`` (the head of that filler). In a step's
parentheses a word stands for its contractions, too.

==================  =================================================================================
``subject``         the subject; with a passive cue the agent (*par X*)
``object``          clitic, object in the tree, noun phrase after the cue; with a passive cue its subject
``nominative``      the grammatical subject, of a passive verb, too
``dative(à)``       dative clitic, else the phrase introduced by *à*
``after(de)``       noun phrase introduced by the preposition: in the tree, else the first to the right
``source(de)``      the first phrase so introduced that names a person or body
``infinitive(de)``  infinitive phrases introduced by the word, coordinated ones as items; ``()`` for none
``that(que)``       complement clauses introduced by the word, coordinated ones as items
``that-subject``    the subject of the verb of the content
``quotation``       the quotation that the cue introduces
``predicate``       the verb phrase from the cue to its last complement
``phrase``          the noun phrase that the cue heads
``modified``        the noun phrase that the cue (adjective, participle, adjunct) qualifies
``qualified``       the same, as an evaluated phrase: relative clauses kept, the cue left out
``clause``          the whole clause of the cue, its subject included
``main``            the clause that the cue, an adjunct at its edge (*selon X, …*), belongs to; ``main-subject``
``possessor``       possessive determiner, or *de* + person, body or country
``clitic(en|y)``    one of these clitics in the cue's verb group
``vocative``        the person addressed: vocative, second person
``governed-object`` the object of the verb that governs the cue
``negated-infinitive``  the cue's own infinitive phrase, with its negation
``following(as)``   all that follows the word in the clause
``complement``      the clause or predicate that depends on the cue, with or without a conjunction
``governor``        the subject of the verb that governs the cue
==================  =================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.components.acts import complements
from pipeline.components.acts.animacy import is_animate, is_first_person
from pipeline.components.acts.phrases import Filler, clause, infinitive_phrase, noun_phrase, subtree_end
from pipeline.components.acts.reading import NOMINAL, QUOTES, VERBAL, Reading
from pipeline.components.acts.subjects import antecedent_of, nominal, subject
from pipeline.components.acts.verbs import VerbGroup, verb_group
from pipeline.rules.acts import CueMatch
from pipeline.rules.load import RuleError

PATH = re.compile(r"(?P<step>[a-z-]+)(?:\((?P<words>[^)]*)\))?(?:@(?P<anchor>[a-z]+))?")
ANCHORS = frozenset({"head", "tail", "object", "content", "target"})


@dataclass(slots=True)
class Site:
    """A cue in its document, with what is already known of it."""

    reading: Reading
    match: CueMatch
    group: VerbGroup
    fillers: dict[str, list[Filler]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Path:
    """A parsed path."""

    step: str
    words: tuple[str, ...] | None
    anchor: str


def parse_path(text: str) -> Path:
    """Parse one path.

    Raises
    ------
    RuleError
        If the step or the anchor does not exist.
    """
    found = PATH.fullmatch(text)
    anchor = (found["anchor"] or "head") if found else ""
    if not found or found["step"] not in STEPS or anchor not in ANCHORS:
        raise RuleError(f"{text!r} is no argument path")
    words = None if found["words"] is None else tuple(found["words"].split("|"))
    return Path(found["step"], words, anchor)


def follow(site: Site, path: Path) -> list[Filler]:
    """Return the fillers that a path leads to, empty if it leads nowhere."""
    anchor = _anchor(site, path.anchor)
    if anchor is None:
        return []
    return STEPS[path.step](site, anchor, site.reading.rules.forms(path.words or ()))


def _anchor(site: Site, name: str) -> int | None:
    if name == "head":
        return site.match.head
    if name == "tail":
        return site.match.tail
    role = "target" if name == "object" else name
    fillers = site.fillers.get(role, [])
    return fillers[0].head if fillers and fillers[0].head >= 0 else None


def _subject(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    if site.group.passive:
        return _agent(site)
    return subject(site.reading, site.group)


def _nominative(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    return subject(site.reading, site.group)


def _agent(site: Site) -> list[Filler]:
    reading = site.reading
    _, end = reading.bounds(site.match.head)
    for i in range(site.match.tail + 1, min(end, site.match.tail + 16)):
        if reading.words[i] in reading.grammar["agent"]:
            head = complements.head_after(reading, i, end)
            return nominal(reading, head) if head is not None else []
        if reading.tokens[i].pos_ in VERBAL and reading.tokens[i].head.i != site.match.head:
            break
    return []


def _object(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    reading, group = site.reading, site.group
    if group.passive and anchor == group.head:
        return subject(reading, group) if group.auxiliaries else _participle_noun(site)
    found = _relative_object(site) or _clitic_object(site) or _tree_object(site, anchor)
    if found:
        return found
    found = complements.object_after(reading, site.match.last, inner=(site.match.first, site.match.last))
    if found and any(f.head == found[0].head for f in subject(reading, group)):
        return []
    return found


def _clitic_object(site: Site) -> list[Filler]:
    reading = site.reading
    for i in site.group.clitics:
        outside = not site.match.first <= i <= site.match.last
        if outside and reading.words[i] in reading.grammar["object_clitic"]:
            return [Filler(i, i, i, "clitic", "clitic")]
    return []


def _tree_object(site: Site, anchor: int) -> list[Filler]:
    reading = site.reading
    for child in reading.tokens[anchor].children:
        inside = site.match.first <= child.i <= site.match.last
        if child.dep_ != "obj" or child.i < anchor or inside or not _bare(reading, child.i):
            continue
        if child.pos_ in NOMINAL and reading.sentence[child.i] == reading.sentence[anchor]:
            if any(f.head == child.i for f in subject(reading, site.group)):
                return []
            return nominal(reading, child.i)
    return []


def _bare(reading: Reading, head: int) -> bool:
    return not any(c.dep_ == "case" for c in reading.tokens[head].children)


def _relative_object(site: Site) -> list[Filler]:
    """*que* as object: the antecedent."""
    reading, group = site.reading, site.group
    doc = reading.tokens
    for child in doc[group.head].children:
        if child.dep_ == "obj" and child.i < group.head and reading.is_a(child.i, "complementizer"):
            antecedent = antecedent_of(reading, child.i)
            return [noun_phrase(reading, antecedent)] if antecedent is not None else []
    return []


def _participle_noun(site: Site) -> list[Filler]:
    """Return the noun that a bare participle modifies: by the tree, the one just before, else the subject."""
    reading, head = site.reading, site.match.head
    token = reading.tokens[head]
    if token.dep_ in {"acl", "amod"} and token.head.pos_ in NOMINAL and token.head.i != head:
        return nominal(reading, token.head.i)[:1]
    before = reading.previous_word(site.match.first)
    if before is not None and reading.words[before] == ",":
        before = reading.previous_word(before)
    if before is not None and reading.tokens[before].pos_ in NOMINAL | {"ADJ"}:
        found = complements.phrase_ending_at(reading, before)
        if found:
            return found
    if token.head.i != head and token.head.pos_ in VERBAL:
        return subject(reading, verb_group(reading, token.head.i))
    return []


def _dative(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    reading = site.reading
    for i in site.group.clitics:
        if reading.words[i] in reading.grammar["dative_clitic"] and i != _reflexive_of(site):
            return [Filler(i, i, i, "clitic", "clitic")]
    relative = complements.relative_phrase(reading, site.group, words)
    if relative:
        return relative
    return [f for f in complements.prepositional(reading, site.match, words) if is_animate(reading, f)]


def _reflexive_of(site: Site) -> int | None:
    return site.match.first if site.match.reflexive else None


def _after(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    if anchor in (site.match.head, site.match.tail):
        return complements.prepositional(site.reading, site.match, words, anchor=anchor)
    return complements.prepositional_in_tree(site.reading, anchor, words)


def _source(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    return complements.animate_after(site.reading, site.match.last, words)


def _infinitive(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    start = site.match.last if anchor in (site.match.head, site.match.tail) else anchor
    return complements.infinitives(site.reading, start, words - {""})


def _that(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    return complements.clauses(site.reading, site.match.last, words)


def _that_subject(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    found: list[Filler] = []
    for filler in site.fillers.get("content", []):
        if filler.kind == "clause" and filler.head >= 0:
            group = verb_group(site.reading, filler.head)
            if not group.passive:
                found += [s for s in subject(site.reading, group) if s.first >= filler.first]
    return [filler for filler in found if is_animate(site.reading, filler)]


def _quotation(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    reading = site.reading
    start, end = (
        reading.tokens[site.match.first].idx,
        reading.tokens[site.match.last].idx + len(reading.tokens[site.match.last]),
    )
    for quotation in reading.layers.quotations:
        if quotation.cue_start is not None and start <= quotation.cue_start < end and quotation.type != "scare":
            span = reading.doc.char_span(quotation.start, quotation.end, alignment_mode="contract")
            if span is not None and len(span):
                sentence = reading.sentence[anchor]
                first = max(span.start, sentence)
                last = min(span.end, reading.ends[sentence]) - 1
                if first <= last:
                    return [Filler(first, last, span.root.i, "quotation")]
    return []


def _predicate(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    reading = site.reading
    last = max(site.match.last, subtree_end(reading, site.match.head, conjuncts=False))
    last = complements.before_next_finite(reading, site.match.last, last)
    if last == site.match.last:  # the parser lost the object
        after = complements.object_after(reading, last, inner=(last, last))
        last = max([last, *(filler.last for filler in after)])
    first = site.match.first
    kind = "infinitive" if site.group.infinitive else "clause"
    return [Filler(first, last, site.match.head, kind)]


def _phrase(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    return [noun_phrase(site.reading, anchor, wide=True)]


def _modified(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    return complements.modified_noun(site.reading, site.match, wide=False)


def _qualified(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    return complements.modified_noun(site.reading, site.match, wide=True)


def _clause(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    reading = site.reading
    first = site.group.start
    subjects = subject(reading, site.group)
    if subjects and subjects[0].first < site.match.first and subjects[0].first >= reading.sentence[anchor]:
        first = min(first, subjects[0].first)
    end = complements.before_next_finite(reading, site.match.last, subtree_end(reading, site.match.head))
    return [clause(reading, site.match.head, first)] if end < 0 else [Filler(first, end, site.match.head, "clause")]


def _main(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    verb = _main_verb(site)
    if verb is None:
        return []
    reading = site.reading
    start, end = reading.bounds(anchor)
    adjunct = site.fillers.get("actor") or [Filler(anchor, anchor, anchor)]
    edge = max(filler.last for filler in adjunct)
    if verb > anchor:
        comma = next((i for i in range(edge + 1, min(end, edge + 40)) if reading.words[i] == ","), edge)
        return [Filler(min(comma + 1, end - 1), max(verb, subtree_end(reading, verb)), verb, "clause")]
    return [Filler(start, max(start, site.match.first - 1), verb, "clause")]


def _main_subject(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    verb = _main_verb(site)
    return [] if verb is None else subject(site.reading, verb_group(site.reading, verb))


def _main_verb(site: Site) -> int | None:
    reading, anchor = site.reading, site.match.head
    for ancestor in reading.tokens[anchor].ancestors:
        if ancestor.pos_ in VERBAL and reading.sentence[ancestor.i] == reading.sentence[anchor]:
            return ancestor.i
    return None


def _possessor(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    found = complements.possessor(site.reading, anchor)
    return [f for f in found if is_animate(site.reading, f) and not is_first_person(site.reading, f)]


def _clitic(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    for i in site.group.clitics:
        if site.reading.words[i] in words and i != _reflexive_of(site):
            return [Filler(i, i, i, "clitic", "clitic")]
    return []


def _vocative(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    reading = site.reading
    for i in range(*reading.bounds(anchor)):
        if reading.tokens[i].dep_ == "vocative":
            return nominal(reading, i)[:1]
    return []


def _governor(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    reading = site.reading
    for ancestor in reading.tokens[anchor].ancestors:
        if ancestor.pos_ in VERBAL and reading.sentence[ancestor.i] == reading.sentence[anchor]:
            return subject(reading, verb_group(reading, ancestor.i))
    return []


def _complement(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    """Return the clause or predicate that depends on the cue and follows it, its conjunction left out."""
    reading = site.reading
    for child in reading.tokens[site.match.head].children:
        if child.dep_ not in {"ccomp", "xcomp"} or child.i <= site.match.last:
            continue
        if reading.sentence[child.i] != reading.sentence[anchor]:
            continue
        marks = [c.i for c in child.children if c.dep_ == "mark" and c.i < child.i]
        first = max(site.match.last + 1, marks[0] + 1 if marks else child.left_edge.i)
        kind = "clause" if child.dep_ == "ccomp" else "noun"
        return [Filler(first, max(child.i, subtree_end(reading, child.i)), child.i, kind)]
    return []


def _as(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    """Return what follows *as* after the cue, up to the next punctuation mark: *describes the raid as illegal*."""
    reading = site.reading
    _, end = reading.bounds(anchor)
    at = next((i for i in range(site.match.last + 1, end) if reading.words[i] in words), None)
    if at is None or at + 1 >= end:
        return []
    last = at
    while last + 1 < end and not (reading.tokens[last + 1].is_punct and reading.words[last + 1] not in QUOTES):
        last += 1
    heads = [i for i in range(at + 1, last + 1) if reading.tokens[i].pos_ in NOMINAL | {"ADJ"}]
    return [Filler(at + 1, last, heads[0] if heads else at + 1)] if last > at else []


def _negated_infinitive(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    return [infinitive_phrase(site.reading, anchor)]


def _governed_object(site: Site, anchor: int, words: frozenset[str]) -> list[Filler]:
    """Return the object of the verb that governs the cue (*qualifier N de …*)."""
    reading = site.reading
    for ancestor in reading.tokens[anchor].ancestors:
        if ancestor.pos_ in VERBAL and reading.sentence[ancestor.i] == reading.sentence[anchor]:
            for child in ancestor.children:
                if child.dep_ == "obj" and child.i != anchor and child.pos_ in NOMINAL and _bare(reading, child.i):
                    return nominal(reading, child.i)
            return []
    return []


STEPS: dict[str, Callable[[Site, int, frozenset[str]], list[Filler]]] = {
    "subject": _subject,
    "nominative": _nominative,
    "main": _main,
    "main-subject": _main_subject,
    "object": _object,
    "dative": _dative,
    "after": _after,
    "source": _source,
    "infinitive": _infinitive,
    "that": _that,
    "that-subject": _that_subject,
    "quotation": _quotation,
    "predicate": _predicate,
    "phrase": _phrase,
    "modified": _modified,
    "qualified": _qualified,
    "clause": _clause,
    "possessor": _possessor,
    "clitic": _clitic,
    "vocative": _vocative,
    "governor": _governor,
    "governed-object": _governed_object,
    "negated-infinitive": _negated_infinitive,
    "complement": _complement,
    "following": _as,
}
__all__ = ["QUOTES", "Path", "Site", "follow", "parse_path"]
