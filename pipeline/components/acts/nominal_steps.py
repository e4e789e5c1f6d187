"""Steps of argument paths that lead to noun phrases: subject, object, dative, prepositional phrases, possessor."""

from __future__ import annotations

from dataclasses import replace

from pipeline.components.acts import complements
from pipeline.components.acts.animacy import is_animate, is_first_person
from pipeline.components.acts.phrases import HEADS, Filler, head_of_phrase, noun_phrase
from pipeline.components.acts.qualification import modified_noun
from pipeline.components.acts.reading import NOMINAL, QUOTES, VERBAL
from pipeline.components.acts.site import Site, Words
from pipeline.components.acts.subjects import antecedent_of, nominal, subject
from pipeline.components.acts.verbs import verb_group

REACH_OF_AGENT = 16
REACH_OF_DISPLACED = 8


def subject_or_agent(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the subject; of a passive cue the agent."""
    return _agent(site) if site.group.passive else subject(site.reading, site.group)


def nominative(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the grammatical subject."""
    return subject(site.reading, site.group)


def _agent(site: Site) -> list[Filler]:
    reading, match = site.reading, site.match
    end = min(reading.ends[reading.sentence[match.head]], match.tail + REACH_OF_AGENT)
    for i in range(match.tail + 1, end):
        if reading.is_a(i, "agent"):
            head = complements.head_after(reading, i, reading.ends[reading.sentence[match.head]])
            return nominal(reading, head) if head is not None else []
        if reading.pos[i] in VERBAL and reading.head[i] != match.head:
            break
    return []


def direct_object(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return relative, clitic, object in the tree, noun phrase after the cue; of a passive cue its subject."""
    reading, group, match = site.reading, site.group, site.match
    if group.passive and anchor == group.head:
        return subject(reading, group) if group.auxiliaries else _participle_noun(site)
    found = _relative_object(site) or _clitic_object(site) or _tree_object(site, anchor)
    if found:
        return found
    found = complements.object_after(reading, match.last, inner=(match.first, match.last))
    if found and any(f.head == found[0].head for f in subject(reading, group)):
        return []
    return found


def displaced(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the object behind a phrase that such a preposition introduces: *exige du ministre un rectificatif*."""
    reading = site.reading
    at = reading.next_word(site.match.last)
    end = reading.ends[reading.sentence[site.match.last]]
    if at is None or reading.words[at] not in words or reading.pos[at] != "ADP":
        return []
    head = complements.head_after(reading, at, end)
    for i in range(head + 1, min(end, head + REACH_OF_DISPLACED)) if head is not None else ():
        plural = reading.is_a(i, "indefinite_plural") and i + 1 not in reading.named  # des is often parsed as de + les
        if plural or (reading.pos[i] in {"DET", "NUM"} and reading.pos[i - 1] != "ADP"):
            found = complements.head_after(reading, i, end) if plural else complements.head_after(reading, i - 1, end)
            items = nominal(reading, found) if found is not None else []
            return [replace(items[0], first=i), *items[1:]] if items else []
        if reading.pos[i] in VERBAL or reading.is_punct[i]:
            break
    return []


def _clitic_object(site: Site) -> list[Filler]:
    if not site.group.tags:  # no verb: what looks like a clitic is an article
        return []
    for i in site.group.clitics:
        outside = not site.match.first <= i <= site.match.last
        if outside and site.reading.is_a(i, "object_clitic"):
            return [Filler(i, i, i, "clitic", "clitic")]
    return []


def _tree_object(site: Site, anchor: int) -> list[Filler]:
    reading, match = site.reading, site.match
    for child in reading.children[anchor]:
        if reading.dep[child] != "obj" or child < anchor or reading.pos[child] not in NOMINAL:
            continue
        if match.first <= child <= match.last or child in reading.dated or not complements.is_bare(reading, child):
            continue
        if reading.sentence[child] == reading.sentence[anchor]:
            if any(f.head == child for f in subject(reading, site.group)):
                return []
            return nominal(reading, child)
    return []


def _relative_object(site: Site) -> list[Filler]:
    """*que* as object: the antecedent."""
    reading, head = site.reading, site.group.head
    for child in reading.children[head]:
        relative = reading.dep[child] == "obj" or (reading.dep[child] == "mark" and reading.dep[head] == "acl:relcl")
        if child < head and relative and reading.is_a(child, "complementizer"):
            antecedent = antecedent_of(reading, child)
            return [noun_phrase(reading, antecedent)] if antecedent is not None else []
    return []


def _participle_noun(site: Site) -> list[Filler]:
    """Return the noun that a bare participle modifies: by the tree, the one just before, else the subject."""
    reading, head = site.reading, site.match.head
    governor = reading.head[head]
    if reading.dep[head] in {"acl", "amod"} and reading.pos[governor] in NOMINAL and governor != head:
        return nominal(reading, governor)[:1]
    before = reading.previous_word(site.match.first)
    if before is not None and reading.words[before] == ",":
        before = reading.previous_word(before)
    if before is not None and reading.pos[before] in HEADS:
        found = complements.phrase_ending_at(reading, before)
        if found:
            return found
    if governor != head and reading.pos[governor] in VERBAL:
        return subject(reading, verb_group(reading, governor))
    return []


def dative(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the dative clitic, else the phrase introduced by *à* that names a person or body."""
    reading = site.reading
    for i in site.group.clitics:
        if reading.is_a(i, "dative_clitic") and i != site.reflexive:
            return [Filler(i, i, i, "clitic", "clitic")]
    relative = complements.relative_phrase(reading, site.group, words)
    if relative:
        return relative
    found = [f for f in complements.prepositional(reading, site.match, words) if is_animate(reading, f)]
    return found or complements.animate_after(reading, site.match.last, words)


def after(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the noun phrase introduced by the preposition: in the tree, else the first to the right."""
    if anchor in (site.match.head, site.match.tail):
        return complements.prepositional(site.reading, site.match, words, anchor=anchor)
    return complements.prepositional_in_tree(site.reading, anchor, words)


def source(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the first phrase so introduced that names a person or body and is no part of subject or agent."""
    found = complements.animate_after(site.reading, site.match.last, words)
    own = subject(site.reading, site.group) + (_agent(site) if site.group.passive else [])
    if found and complements.is_undergone(site.reading, site.reading.head[found[0].head]):
        return []
    return [f for f in found if not any(s.first <= f.head <= s.last for s in own)]


def phrase(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the noun phrase that the cue heads."""
    return [noun_phrase(site.reading, anchor, wide=True)]


def modified(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the noun phrase that the cue qualifies."""
    return modified_noun(site.reading, site.match, wide=False)


def qualified(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the evaluated phrase: relative clauses kept, the cue left out."""
    return modified_noun(site.reading, site.match, wide=True)


def qualified_person(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the noun phrase that the cue qualifies where it names a person or body."""
    return [f for f in modified_noun(site.reading, site.match, wide=False) if is_animate(site.reading, f)]


def possessor(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the possessive determiner, or *de* + person, body or country."""
    found = complements.possessor(site.reading, anchor)
    return [f for f in found if is_animate(site.reading, f) and not is_first_person(site.reading, f)]


def clitic(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return one of the named clitics in the cue's verb group."""
    for i in site.group.clitics:
        if site.reading.words[i] in words and i != site.reflexive:
            return [Filler(i, i, i, "clitic", "clitic")]
    return []


def vocative(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the person addressed: a vocative, what a title after a comma opens, a name and a comma before the cue."""
    reading = site.reading
    start, end = reading.bounds(anchor)
    for i in range(start, end):
        opens = i == start or reading.is_punct[i - 1]
        if reading.dep[i] == "vocative" and not site.match.first <= i <= site.match.last:
            return nominal(reading, i)[:1]
        if opens and reading.is_a(i, "civility"):
            head = complements.head_after(reading, i, end)
            close = head is not None and head <= i + 3
            return [Filler(i, max(i, noun_phrase(reading, head).last if head and close else i), i)]
    comma = reading.previous_word(site.group.start)
    before = reading.previous_word(comma) if comma is not None and reading.words[comma] == "," else None
    if before is not None and reading.pos[before] == "PROPN":
        found = noun_phrase(reading, head_of_phrase(reading, before))
        return [found] if found.first == start else []
    return []


def governing_verb(site: Site, anchor: int) -> int | None:
    """Return the nearest verb above a token in its sentence."""
    reading = site.reading
    for ancestor in reading.ancestors(anchor):
        if reading.pos[ancestor] in VERBAL and reading.sentence[ancestor] == reading.sentence[anchor]:
            return ancestor
    return None


def governor(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the subject of the verb that governs the cue."""
    verb = governing_verb(site, anchor)
    return [] if verb is None else subject(site.reading, verb_group(site.reading, verb))


def governed_object(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return the object of the verb that governs the cue (*qualifier N de …*)."""
    reading, verb = site.reading, governing_verb(site, anchor)
    for child in reading.children[verb] if verb is not None else ():
        is_object = reading.dep[child] == "obj" and child != anchor and reading.pos[child] in NOMINAL
        if is_object and complements.is_bare(reading, child):
            return nominal(reading, child)
    return []


def following(site: Site, anchor: int, words: Words) -> list[Filler]:
    """Return what follows *as* (or, without a word, the cue) up to the next punctuation mark: *as illegal*."""
    reading, last = site.reading, site.match.last
    _, end = reading.bounds(anchor)
    at = next((i for i in range(last + 1, end) if reading.words[i] in words), None) if words else last
    if at is None or at + 1 >= end:
        return []
    last = at
    while last + 1 < end and not (reading.is_punct[last + 1] and reading.words[last + 1] not in QUOTES):
        last += 1
    heads = [i for i in range(at + 1, last + 1) if reading.pos[i] in HEADS]
    return [Filler(at + 1, last, heads[0] if heads else at + 1)] if last > at else []
