"""Steps of argument paths that lead to clauses, infinitives, predicates and quotations."""

from __future__ import annotations

from pipeline.components.acts import clauses, complements
from pipeline.components.acts.animacy import is_animate
from pipeline.components.acts.lists import list_items
from pipeline.components.acts.nominal_steps import governing_verb
from pipeline.components.acts.phrases import Filler, clause, infinitive_phrase, subtree_end
from pipeline.components.acts.site import Site, Words
from pipeline.components.acts.subjects import subject
from pipeline.components.acts.verbs import verb_group

REACH_OF_COMMA = 40


def infinitive(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the infinitive phrases introduced by the word, coordinated ones as items; without a word the bare one."""
    start = site.match.last if anchor in (site.match.head, site.match.tail) else anchor
    return clauses.infinitives(site.reading, start, words - {""})


def that(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the complement clauses introduced by the word, coordinated ones as items."""
    return clauses.clauses(site.reading, site.match.last, words)


def listed(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the items of the list that a colon after the cue opens."""
    return list_items(site.reading, site.match.last)


def that_subject(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the subject of the verb of the content."""
    found: list[Filler] = []
    for filler in site.fillers.get("content", []):
        if filler.kind == "clause" and filler.head >= 0:
            group = verb_group(site.reading, filler.head)
            if not group.passive:
                found += [s for s in subject(site.reading, group) if s.first >= filler.first]
    found = [filler for filler in found if is_animate(site.reading, filler)]
    named = [filler for filler in found if filler.kind != "clitic"]
    return named or found[:1]


def quotation(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the quotation that the cue introduces, as far as it stands in the cue's sentence."""
    reading = site.reading
    start, end = reading.starts[site.match.first], reading.stops[site.match.last]
    for found in reading.layers.quotations:
        if found.cue_start is not None and start <= found.cue_start < end and found.type != "scare":
            span = reading.doc.char_span(found.start, found.end, alignment_mode="contract")
            if span is not None and len(span):
                floor, ceiling = reading.bounds(anchor)
                first, last = max(span.start, floor), min(span.end, ceiling) - 1
                if first <= last:
                    return [Filler(first, last, span.root.i, "quotation")]
    return []


def predicate(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the verb phrase from the cue to its last complement."""
    reading, match = site.reading, site.match
    last = max(match.last, subtree_end(reading, match.head, conjuncts=False))
    last = clauses.before_next_finite(reading, match.last, last)
    if last == match.last:  # the parser lost the object
        lost = complements.object_after(reading, last, inner=(last, last))
        last = max([last, *(filler.last for filler in lost)])
    kind = "infinitive" if site.group.infinitive else "clause"
    return [Filler(match.first, last, match.head, kind)]


def whole_clause(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the whole clause of the cue, its subject included."""
    reading, match = site.reading, site.match
    first = site.group.start
    subjects = subject(reading, site.group)
    if subjects and subjects[0].first < match.first and subjects[0].first >= reading.sentence[anchor]:
        first = min(first, subjects[0].first)
    end = clauses.before_next_finite(reading, match.last, subtree_end(reading, match.head))
    return [clause(reading, match.head, first)] if end < 0 else [Filler(first, end, match.head, "clause")]


def main_clause(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the clause that the cue, an adjunct at its edge (*selon X, …*), belongs to."""
    reading, head = site.reading, site.match.head
    verb = governing_verb(site, head)
    if verb is None:
        return []
    start, end = reading.bounds(anchor)
    adjunct = site.fillers.get("actor") or [Filler(anchor, anchor, anchor)]
    edge = max(filler.last for filler in adjunct)
    if verb > anchor:
        comma = next((i for i in range(edge + 1, min(end, edge + REACH_OF_COMMA)) if reading.words[i] == ","), edge)
        return [Filler(min(comma + 1, end - 1), max(verb, subtree_end(reading, verb)), verb, "clause")]
    return [Filler(start, max(start, site.match.first - 1), verb, "clause")]


def main_subject(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the subject of that clause."""
    verb = governing_verb(site, site.match.head)
    return [] if verb is None else subject(site.reading, verb_group(site.reading, verb))


def complement(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the clause or predicate that depends on the cue and follows it, its conjunction left out."""
    reading, match, dep = site.reading, site.match, site.reading.dep
    for child in reading.children[match.head]:
        if dep[child] not in {"ccomp", "xcomp"} or child <= match.last:
            continue
        if reading.sentence[child] != reading.sentence[anchor]:
            continue
        marks = [c for c in reading.children[child] if dep[c] == "mark" and c < child]
        first = max(match.last + 1, marks[0] + 1 if marks else reading.left_edge(child))
        kind = "clause" if dep[child] == "ccomp" else "noun"
        return [Filler(first, max(child, subtree_end(reading, child)), child, kind)]
    return []


def negated_infinitive(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the cue's own infinitive phrase, with its negation."""
    return [infinitive_phrase(site.reading, anchor)]
