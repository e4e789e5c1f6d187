"""Steps of argument paths that lead to clauses, infinitives, predicates and quotations."""

from __future__ import annotations

from pipeline.components.acts import clauses, complements
from pipeline.components.acts.animacy import is_animate
from pipeline.components.acts.lists import list_items, read_item
from pipeline.components.acts.nominal_steps import governing_verb
from pipeline.components.acts.phrases import Filler, clause, infinitive_phrase, noun_phrase, subtree_end
from pipeline.components.acts.reading import VERBAL, Reading
from pipeline.components.acts.site import Site, Words
from pipeline.components.acts.subjects import nominal, subject
from pipeline.components.acts.verbs import VerbGroup, verb_group

REACH_OF_COMMA = 40
REACH_OF_COLON = 12


def infinitive(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the infinitive phrases introduced by the word, coordinated ones as items; without a word the bare one."""
    start = site.match.last if anchor in (site.match.head, site.match.tail) else anchor
    return clauses.infinitives(site.reading, start, words - {""})


def that(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the complement clauses introduced by the word, coordinated ones as items."""
    return clauses.clauses(site.reading, site.match.last, words)


def for_to(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return an infinitive with its own subject, which the word introduces: *calls for Sudan to open the border*."""
    reading, start = site.reading, site.match.last
    _, end = reading.bounds(start)
    at = next((i for i in range(start + 1, min(end, start + REACH_OF_COLON)) if reading.words[i] in words), None)
    head = complements.head_after(reading, at, end) if at is not None else None
    if head is None:
        return []
    doer = noun_phrase(reading, head)
    found = clauses.infinitives(reading, doer.last, reading.grammar["purpose"])
    if not found or reading.next_word(doer.last) != found[0].first - 1:
        return []
    return [Filler(doer.first, found[-1].last, found[0].head, "clause")]


def listed(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the items of the list that a colon after the cue opens."""
    return list_items(site.reading, site.match.last)


def colon(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return what stands after a colon in the cue's sentence: *notre exigence est simple : le retrait du texte*."""
    reading, last = site.reading, site.match.last
    end = reading.ends[reading.sentence[last]]
    at = next((i for i in range(last + 1, min(end, last + REACH_OF_COLON)) if reading.words[i] == ":"), None)
    return _rest(site, at, end)


def cleft(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return what *ce que nous voulons, c'est …* names."""
    reading, last = site.reading, site.match.last
    end = reading.ends[reading.sentence[last]]
    marker = reading.previous_word(site.group.start if site.group.subject_clitic is None else site.group.subject_clitic)
    before = reading.previous_word(marker) if marker is not None and reading.is_a(marker, "complementizer") else None
    if before is None or not reading.is_a(before, "demonstrative_pronoun"):
        return []
    for i in range(last + 1, min(end - 1, last + REACH_OF_COLON)):
        if reading.is_a(i, "demonstrative_pronoun") and reading.is_a(i + 1, "be"):
            return _rest(site, i + 1, end)
    return []


def _rest(site: Site, at: int | None, end: int) -> list[Filler]:
    """Read the phrase or clause between token ``at`` and the end of the sentence."""
    following = site.reading.next_word(at) if at is not None else None
    if following is None or site.reading.is_punct[following]:
        return []
    found = read_item(site.reading, following, end)
    return [found] if found.kind != "noun" else nominal(site.reading, found.head)


def _doers(reading: Reading, group: VerbGroup) -> list[Filler]:
    """Return who does what a verb group says: its subject, the agent of a passive."""
    if group.passive:
        return complements.prepositional_in_tree(reading, group.head, reading.grammar["agent"])
    return subject(reading, group)


def that_subject(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the subject of the verb of the content; its agent if that is passive."""
    found: list[Filler] = []
    reading = site.reading
    for filler in site.fillers.get("content", []):
        quoted = filler.kind == "quotation" and reading.pos[filler.head] in VERBAL
        if filler.head >= 0 and (quoted or filler.kind == "clause"):
            doers = _doers(reading, verb_group(reading, filler.head))
            found += [s for s in doers if s.first >= filler.first]
    found = [filler for filler in found if is_animate(site.reading, filler)]
    named = [filler for filler in found if filler.kind != "clitic"]
    return named or found[:1]


def quotation(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the quotation that the cue introduces, as far as it stands in the cue's sentence."""
    reading = site.reading
    start, end = reading.starts[site.match.first], reading.stops[site.match.last]
    for found in reading.quotations_by_cue(start, end):
        span = reading.doc.char_span(found.start, found.end, alignment_mode="contract")
        if span is not None and len(span):
            floor, ceiling = reading.bounds(anchor)
            first, last = max(span.start, floor), min(span.end, ceiling) - 1
            if first <= last:
                return [Filler(first, last, span.root.i, "quotation")]
    return []


def _lexical(reading: Reading, i: int) -> int:
    """Return the word that carries the meaning where a cue is a modal or a copula."""
    return reading.head[i] if reading.dep[i] in {"aux", "cop"} else i


def predicate(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the verb phrase from the cue to its last complement."""
    reading, match = site.reading, site.match
    last = max(match.last, subtree_end(reading, _lexical(reading, match.head), conjuncts=False))
    last = clauses.before_next_finite(reading, match.last, last)
    if last == match.last:  # the parser lost the object
        lost = complements.object_after(reading, last, inner=(last, last))
        last = max([last, *(filler.last for filler in lost)])
    kind = "infinitive" if site.group.infinitive else "clause"
    return [Filler(match.first, last, match.head, kind)]


def verb_phrase(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the predicate with the clitics and the negation before its verb."""
    (found,) = predicate(site, anchor, words)
    found.first = min(found.first, site.group.start)
    return [found]


def whole_clause(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the whole clause of the cue, its subject included."""
    reading, match = site.reading, site.match
    first = site.group.start
    subjects = subject(reading, site.group)
    if subjects and subjects[0].first < match.first and subjects[0].first >= reading.sentence[anchor]:
        first = min(first, subjects[0].first)
    head = _lexical(reading, match.head)  # must be freed, is no theft
    end = clauses.before_next_finite(reading, max(head, match.last), subtree_end(reading, head))
    return [clause(reading, head, first)] if end < 0 else [Filler(first, end, head, "clause")]


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
    """Return the subject of that clause; its agent if that is passive."""
    reading, verb = site.reading, governing_verb(site, site.match.head)
    return [] if verb is None else _doers(reading, verb_group(reading, verb))


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
