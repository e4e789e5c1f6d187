"""Noun phrases that complement a cue: objects, prepositional phrases, possessors: by tree, then by order."""

from __future__ import annotations

from pipeline.components.acts.animacy import animate_nouns, is_animate
from pipeline.components.acts.phrases import Filler, head_of_phrase, noun_phrase
from pipeline.components.acts.reading import NOMINAL, QUOTES, VERBAL, Reading
from pipeline.components.acts.subjects import antecedent_of, nominal
from pipeline.components.acts.verbs import VerbGroup
from pipeline.rules.acts import CueMatch

REACH = 60
STOPS = frozenset({";", ".", "!", "?", "…"})
BEFORE_NOUN = frozenset({"DET", "ADJ", "NUM", "ADV"})
OPENS_OBJECT = frozenset({"DET", "NOUN", "PROPN", "PRON", "NUM", "ADJ", "X"})


def animate_after(reading: Reading, last: int, words: frozenset[str]) -> list[Filler]:
    """Return the first noun phrase to the right that a preposition introduces and that names a person or body."""
    _, end = reading.bounds(last)
    for i in range(last + 1, min(end, last + REACH)):
        if reading.words[i] in STOPS or reading.is_a(i, "complementizer"):
            break
        if reading.words[i] in words:
            head = head_after(reading, i, end)
            found = nominal(reading, head) if head is not None else []
            counted = i + 1 < end and reading.pos[i + 1] == "NUM"  # l'engagement de 500 agents
            if found and is_animate(reading, found[0]) and not counted:
                return found
    return []


def head_after(reading: Reading, at: int, end: int) -> int | None:
    """Return the head of the noun phrase that starts after token ``at`` (skipping determiners and adjectives)."""
    for i in range(at + 1, end):
        word, pos = reading.words[i], reading.pos[i]
        if not word or word in QUOTES or (i == at + 1 and _is_compound(reading, at)):
            continue
        if pos in NOMINAL:
            return _higher(reading, i)
        unknown = pos == "ADV" and i in reading.named  # a name that the tagger does not know
        if (pos in BEFORE_NOUN and not unknown) or word in reading.grammar["determiner"]:
            continue
        noun = word in animate_nouns(reading.rules.language)  # l'exploitant, les visées: to the tagger a participle
        noun = noun or (i > at + 1 and reading.pos[i - 1] == "DET" and reading.verb_form[i] == "Part")
        return i if pos == "X" or noun or reading.is_capitalised(i) else None
    return None


def _is_compound(reading: Reading, at: int) -> bool:
    """Whether a preposition ends with the next token: *auprès de, auprès du*."""
    return reading.is_a(at, "compound_preposition") and reading.words[at + 1] in reading.rules.variants["de"]


def _higher(reading: Reading, i: int) -> int:
    """Climb from a premodifier to the noun it modifies (*M. → Durand* stays, *Premier → ministre* climbs)."""
    head = reading.head
    while (
        i < head[i] <= i + 4 and reading.pos[head[i]] in NOMINAL and reading.dep[i] in {"amod", "nummod", "det", "nmod"}
    ):
        i = head[i]
    return i


def phrase_ending_at(reading: Reading, i: int) -> list[Filler]:
    """Return the noun phrase whose last word is token ``i``."""
    head = head_of_phrase(reading, i)
    if reading.pos[head] not in NOMINAL:
        return []
    return [noun_phrase(reading, head)]


def object_after(reading: Reading, last: int, inner: tuple[int, int]) -> list[Filler]:
    """Return the noun phrase that stands inside the cue, or follows token ``last``, without preposition."""
    _, end = reading.bounds(last)
    for i in range(inner[0] + 1, inner[1]):
        if reading.pos[i] in {"NOUN", "PROPN"} and is_bare(reading, i) and not reading.is_a(i - 1, "noun_preposition"):
            return nominal(reading, i)
    i = last + 1
    while i < end and (reading.words[i] in QUOTES or not reading.words[i] or _may_precede_object(reading, i)):
        if reading.is_a(i, "negative_object"):
            return [Filler(i, i, i)]
        i += 1
    if i >= end or not _may_open_object(reading, i):
        return []
    head = head_after(reading, i - 1, end)
    if head is None or reading.is_a(head, "never_object"):
        return []
    return nominal(reading, head)


def _may_precede_object(reading: Reading, i: int) -> bool:
    if i in reading.dated:  # a démenti mercredi que
        return True
    return (reading.pos[i] == "ADV" and i not in reading.named) or reading.is_a(i, "negative")


def _may_open_object(reading: Reading, i: int) -> bool:
    opens = reading.pos[i] in OPENS_OBJECT or (reading.pos[i] == "ADV" and i in reading.named)
    return opens and not reading.is_a(i, "relative") and not reading.is_a(i, "never_opens")


def is_bare(reading: Reading, head: int) -> bool:
    """Whether no preposition governs the noun; *des* before an object is its article, whatever the tagger says."""
    article = reading.dep[head] == "obj"
    return all(
        reading.dep[c] != "case" or (article and reading.is_a(c, "indefinite_plural")) for c in reading.children[head]
    )


def prepositional(reading: Reading, match: CueMatch, words: frozenset[str], anchor: int | None = None) -> list[Filler]:
    """Return the noun phrases introduced by a preposition: dependents of the cue first, then the first to the right."""
    for i in dict.fromkeys((anchor if anchor is not None else match.head, match.head, match.tail)):
        found = prepositional_in_tree(reading, i, words, after=match.head)
        if found:
            return found
    _, end = reading.bounds(match.last)
    if reading.words[match.tail] in words and match.tail != match.head:  # nothing to do with
        head = head_after(reading, match.tail, end)
        return nominal(reading, head) if head is not None else []
    genitive = reading.grammar["genitive"]
    candidates: list[int] = []
    for i in range(match.last + 1, min(end, match.last + REACH)):
        if reading.words[i] in STOPS:
            break
        if reading.words[i] in words and _introduces_noun(reading, i, end):
            candidates.append(i)
            if words.isdisjoint(genitive):
                break
    if not candidates:
        return []
    bare = [i for i in candidates if reading.words[i] in genitive and _bare_noun_after(reading, i)]
    head = head_after(reading, (bare or candidates)[0], end)
    return nominal(reading, head) if head is not None else []


def _introduces_noun(reading: Reading, i: int, end: int) -> bool:
    following = reading.next_word(i)
    if following is None or reading.pos[i] in VERBAL:
        return False
    if reading.pos[following] in VERBAL and "inf" in reading.tags(following):
        return False
    return head_after(reading, i, end) is not None


def _bare_noun_after(reading: Reading, i: int) -> bool:
    following = reading.next_word(i)
    return following is not None and reading.pos[following] in {"NOUN", "ADJ"}


def prepositional_in_tree(reading: Reading, head: int, words: frozenset[str], after: int | None = None) -> list[Filler]:
    """Return the dependents of a token that a preposition introduces."""
    for child in reading.children[head]:
        if after is not None and child < after:
            continue
        if reading.pos[child] not in NOMINAL:
            continue
        if not reading.dep[child].startswith(("obl", "nmod", "iobj", "obj", "advmod")):
            continue
        introduced = any(reading.words[c] in words and reading.dep[c] == "case" for c in reading.children[child])
        if introduced and reading.sentence[child] == reading.sentence[head]:
            return nominal(reading, child)
    return []


def enumerated(reading: Reading, first: Filler) -> list[Filler]:
    """Return the noun phrases that continue an enumeration (*la fin du blocus, le retrait des troupes et un vote*).

    The parser often hangs them on the verb or on the wrong noun; only an enumeration that *et* or *ou* closes counts.
    """
    end = reading.ends[reading.sentence[first.head]]
    items, last = list[Filler](), max(first.last, noun_phrase(reading, first.head, wide=True).last)
    while True:
        at = reading.next_word(last)
        if at is None or (reading.words[at] != "," and not reading.is_a(at, "coordinator")):
            return []
        opener = reading.next_word(at)
        if opener is None or reading.pos[opener] not in {"DET", "PROPN"}:
            return []
        head = head_after(reading, opener - 1, end)
        if head is None or reading.dep[head].startswith("nsubj") or reading.head[head] > head:
            return []
        found = noun_phrase(reading, head)
        items.append(Filler(opener, found.last, head, path=first.path))
        last = found.last
        if reading.is_a(at, "coordinator"):
            return items


def relative_phrase(reading: Reading, group: VerbGroup, words: frozenset[str]) -> list[Filler]:
    """Return the antecedent of *à qui, auquel, dont* where the relative depends on the cue's verb."""
    before = reading.previous_word(group.start)
    if before is None or not reading.is_a(before, "relative_complement"):
        before = _relative_after(reading, group, words)
    antecedent = antecedent_of(reading, before) if before is not None else None
    return [noun_phrase(reading, antecedent)] if antecedent is not None else []


def _relative_after(reading: Reading, group: VerbGroup, words: frozenset[str]) -> int | None:
    """Return the preposition of *à qui, à laquelle* among what depends on the verb."""
    for child in reading.children[group.head]:
        if child < group.head and reading.is_a(child, "relative_pronoun"):
            case = reading.previous_word(child)
            if case is not None and reading.words[case] in words:
                return case
    return None


def possessor(reading: Reading, head: int) -> list[Filler]:
    """Return the possessive determiner of a noun, or its complement in *de* that names an animate.

    With a noun for what somebody undergoes (*l'arrestation de X*), only who does it: *par Y*.
    """
    children = reading.children[head]
    if is_undergone(reading, head):
        return _agent_of_participle(reading, head)
    for child in children:
        if child < head and reading.is_a(child, "possessive"):
            return [Filler(child, child, child, "clitic", "possessive")]
    for child in children:
        if reading.dep[child] == "nmod:poss":  # Riga's accusations
            return nominal(reading, child)
    for preposition in (reading.grammar["agent"], reading.rules.variants["de"]):
        for child in children:
            if child < head or reading.pos[child] not in NOMINAL or not reading.dep[child].startswith(("nmod", "obl")):
                continue
            if any(reading.dep[c] == "case" and reading.words[c] in preposition for c in reading.children[child]):
                found = [f for f in nominal(reading, child) if is_animate(reading, f)]
                if found:
                    return found
    return _agent_of_participle(reading, head)


def is_undergone(reading: Reading, noun: int) -> bool:
    """Whether what a noun names is undergone by the complement in *de*: *l'expulsion des familles*."""
    return reading.words[noun] in reading.rules.classes.get("undergone", frozenset())


def _agent_of_participle(reading: Reading, head: int) -> list[Filler]:
    """Return who did what a noun names: *l'attaque perpétrée par des hommes armés*."""
    for child in reading.children[head]:
        if child > head and reading.dep[child].startswith("acl") and reading.verb_form[child] == "Part":
            found = prepositional_in_tree(reading, child, reading.grammar["agent"], after=child)
            if found and is_animate(reading, found[0]):
                return found
    return []
