"""Complements of a cue: prepositional phrases, infinitives, clauses, qualified nouns: by tree, then by order."""

from __future__ import annotations

from pipeline.components.acts.animacy import is_animate
from pipeline.components.acts.phrases import (
    Filler,
    conjuncts,
    head_of_phrase,
    infinitive_phrase,
    noun_phrase,
    subtree_end,
)
from pipeline.components.acts.reading import NOMINAL, QUOTES, VERBAL, Reading
from pipeline.components.acts.subjects import antecedent_of, nominal, subject
from pipeline.components.acts.verbs import VerbGroup, verb_group
from pipeline.rules.acts import CueMatch

REACH = 60
STOPS = frozenset({";", ".", "!", "?", "…"})
CASES = frozenset({"en", "à", "au", "aux", "de", "d'", "du", "des", "sur"})
JOINERS = frozenset({",", ";", "et", "ou", "ni", "mais", "puis", "ainsi", "and", "or", "but", ":", "•", "-", "–", "—"})


def animate_after(reading: Reading, last: int, words: frozenset[str]) -> list[Filler]:
    """Return the first noun phrase to the right that a preposition introduces and that names a person or body."""
    _, end = reading.bounds(last)
    for i in range(last + 1, min(end, last + REACH)):
        if reading.words[i] in STOPS or reading.is_a(i, "complementizer"):
            break
        if reading.words[i] in words:
            head = head_after(reading, i, end)
            found = nominal(reading, head) if head is not None else []
            if found and is_animate(reading, found[0]):
                return found
    return []


def head_after(reading: Reading, at: int, end: int) -> int | None:
    """Return the head of the noun phrase that starts after token ``at`` (skipping determiners and adjectives)."""
    doc = reading.tokens
    i = at + 1
    while i < end:
        token = doc[i]
        word = reading.words[i]
        if not word or word in QUOTES:
            i += 1
            continue
        if token.pos_ in NOMINAL:
            return _higher(reading, i, at)
        if token.pos_ in {"DET", "ADJ", "NUM", "ADV"} or word in reading.grammar["determiner"]:
            i += 1
            continue
        if token.pos_ == "X" or token.text[:1].isupper():
            return i
        return None
    return None


def _higher(reading: Reading, i: int, at: int) -> int:
    """Climb from a premodifier to the noun it modifies (*M. → Durand* stays, *Premier → ministre* climbs)."""
    token = reading.tokens[i]
    while (
        token.head.i > token.i
        and token.head.i - token.i <= 4
        and token.head.pos_ in NOMINAL
        and token.dep_ in {"amod", "nummod", "det", "nmod"}
    ):
        token = token.head
    return token.i


def phrase_ending_at(reading: Reading, i: int) -> list[Filler]:
    """Return the noun phrase whose last word is token ``i``."""
    head = head_of_phrase(reading, i)
    if reading.tokens[head].pos_ not in NOMINAL:
        return []
    return [noun_phrase(reading, head)]


def object_after(reading: Reading, last: int, inner: tuple[int, int]) -> list[Filler]:
    """Return the noun phrase that stands inside the cue, or follows token ``last``, without preposition."""
    doc = reading.tokens
    _, end = reading.bounds(last)
    for i in range(inner[0] + 1, inner[1]):
        if doc[i].pos_ in {"NOUN", "PROPN"} and _no_case(reading, i) and reading.words[i - 1] not in CASES:
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
    return reading.tokens[i].pos_ == "ADV" or reading.is_a(i, "negative")


def _may_open_object(reading: Reading, i: int) -> bool:
    if reading.tokens[i].pos_ not in {"DET", "NOUN", "PROPN", "PRON", "NUM", "ADJ", "X"}:
        return False
    return not reading.is_a(i, "relative") and reading.words[i] not in reading.rules.forms(("à",)) | {"de", "d'"}


def _no_case(reading: Reading, i: int) -> bool:
    return not any(c.dep_ == "case" for c in reading.tokens[i].children)


def prepositional(reading: Reading, match: CueMatch, words: frozenset[str], anchor: int | None = None) -> list[Filler]:
    """Return the noun phrases introduced by a preposition: dependents of the cue first, then the first to the right."""
    for i in dict.fromkeys((anchor if anchor is not None else match.head, match.head, match.tail)):
        found = prepositional_in_tree(reading, i, words, after=match.head)
        if found:
            return found
    _, end = reading.bounds(match.last)
    candidates: list[int] = []
    for i in range(match.last + 1, min(end, match.last + REACH)):
        if reading.words[i] in STOPS:
            break
        if reading.words[i] in words and _introduces_noun(reading, i, end):
            candidates.append(i)
            if len(words & {"de", "d'"}) == 0:
                break
    if not candidates:
        return []
    bare = [i for i in candidates if reading.words[i] in {"de", "d'"} and _bare_noun_after(reading, i)]
    chosen = (bare or candidates)[0]
    head = head_after(reading, chosen, end)
    return nominal(reading, head) if head is not None else []


def _introduces_noun(reading: Reading, i: int, end: int) -> bool:
    following = reading.next_word(i)
    if following is None or reading.tokens[i].pos_ in VERBAL:
        return False
    if "inf" in reading.tags(following) and reading.tokens[following].pos_ in VERBAL:
        return False
    return head_after(reading, i, end) is not None


def _bare_noun_after(reading: Reading, i: int) -> bool:
    following = reading.next_word(i)
    return following is not None and reading.tokens[following].pos_ in {"NOUN", "ADJ"}


def prepositional_in_tree(reading: Reading, head: int, words: frozenset[str], after: int | None = None) -> list[Filler]:
    """Return the dependents of a token that a preposition introduces."""
    for child in reading.tokens[head].children:
        if child.dep_.startswith(("obl", "nmod", "iobj", "obj", "advmod")) and child.pos_ in NOMINAL:
            if after is not None and child.i < after:
                continue
            introduced = any(c.dep_ == "case" and reading.words[c.i] in words for c in child.children)
            if introduced and reading.sentence[child.i] == reading.sentence[head]:
                return nominal(reading, child.i)
    return []


def relative_phrase(reading: Reading, group: VerbGroup, words: frozenset[str]) -> list[Filler]:
    """Return the antecedent of *à qui, auquel, dont* where the relative depends on the cue's verb."""
    before = reading.previous_word(group.start)
    if before is None or reading.words[before] not in {"dont", "auquel", "auxquels", "duquel"}:
        return []
    antecedent = antecedent_of(reading, before)
    return [noun_phrase(reading, antecedent)] if antecedent is not None else []


def infinitives(reading: Reading, last: int, words: frozenset[str]) -> list[Filler]:
    """Return the infinitive phrases that a word introduces to the right of token ``last``, coordinated ones apart."""
    _, end = reading.bounds(last)
    if not words:
        found = infinitive_at(reading, last + 1, end)
        return [_closed(reading, infinitive_phrase(reading, found), end)] if found is not None else []
    heads: list[tuple[int, int]] = []
    for i in range(last + 1, min(end, last + REACH)):
        if reading.words[i] in STOPS:
            break
        if reading.words[i] not in words:
            continue
        verb = infinitive_at(reading, i + 1, end)
        if verb is None:
            continue
        before = reading.previous_word(i)
        if heads and (before is None or reading.words[before] not in JOINERS):
            continue
        heads.append((i, verb))
    return _items(reading, heads, end, "infinitive")


def infinitive_at(reading: Reading, start: int, end: int) -> int | None:
    """Return the infinitive (with its clitics and negation before it) that starts at token ``start``."""
    for i in range(start, min(end, start + 9)):
        word = reading.words[i]
        if not word or word in QUOTES:
            continue
        if reading.is_infinitive(i):
            return _lexical(reading, i, end)
        negative = reading.grammar["negation"] | reading.grammar["negative"] | reading.grammar["clitic"]
        if word not in negative and reading.tokens[i].pos_ != "ADV" and word != ",":
            return None
    return None


def _lexical(reading: Reading, i: int, end: int) -> int:
    """Return the participle of a compound infinitive (*avoir menti*), else the infinitive."""
    if reading.words[i] in {"avoir", "être", "have", "having", "be", "being"}:
        for j in range(i + 1, min(end, i + 5)):
            if any(tag.startswith("part.past") for tag in reading.tags(j)) or (
                reading.tokens[j].pos_ == "VERB" and "Part" in reading.tokens[j].morph.get("VerbForm", [])
            ):
                return j
            if reading.words[j] and reading.words[j] not in QUOTES and reading.tokens[j].pos_ != "ADV":
                break
    return i


def clauses(reading: Reading, last: int, words: frozenset[str]) -> list[Filler]:
    """Return the finite clauses that a word introduces to the right of token ``last``, coordinated ones apart."""
    _, end = reading.bounds(last)
    heads: list[tuple[int, int]] = []
    for i in range(last + 1, min(end, last + REACH)):
        word = reading.words[i]
        if word in STOPS:
            break
        if word in words:
            before = reading.previous_word(i)
            if heads and (before is None or reading.words[before] not in JOINERS):
                continue
            if not heads and i > last + 2 and _is_relative_object(reading, i):
                continue
            verb = clause_verb(reading, i, end)
            if verb is not None:
                heads.append((i, verb))
        elif not heads and reading.tokens[i].pos_ == "VERB" and reading.tokens[i].dep_ in {"xcomp", "conj", "ccomp"}:
            break
    return _items(reading, heads, end, "clause")


def _is_relative_object(reading: Reading, i: int) -> bool:
    """Whether *que* is taken for a relative object; before a pronoun (*… qu'elles viennent*) it may well not be."""
    following = reading.next_word(i)
    if reading.tokens[i].pos_ != "PRON" or reading.tokens[i].dep_ != "obj":
        return False
    return following is None or not reading.is_a(following, "subject_pronoun")


def clause_verb(reading: Reading, marker: int, end: int) -> int | None:
    """Return the main verb of the clause that token ``marker`` introduces."""
    head = reading.tokens[marker].head
    if head.i > marker and head.i < end and (head.pos_ in VERBAL or any(c.dep_ == "cop" for c in head.children)):
        return head.i
    for i in range(marker + 1, end):
        if reading.tokens[i].pos_ == "VERB" and not reading.tokens[i].dep_.startswith("acl"):
            return i
    return None


def _items(reading: Reading, heads: list[tuple[int, int]], end: int, kind: str) -> list[Filler]:
    """Make one filler per introduced phrase: each ends where the next begins, the last with the widest edge."""
    fillers: list[Filler] = []
    for n, (marker, verb) in enumerate(heads):
        if n + 1 < len(heads):
            last = _without_joiners(reading, heads[n + 1][0] - 1, marker)
        else:
            last = max(subtree_end(reading, verb), verb)
            last = _mended_edge(reading, last, end)
            last = before_next_finite(reading, verb, last) if kind == "infinitive" else last
        fillers.append(Filler(marker + 1, max(last, verb), verb, kind))
    return fillers


def _without_joiners(reading: Reading, i: int, floor: int) -> int:
    while i > floor and (not reading.words[i] or reading.words[i] in JOINERS | {"enfin", "ensuite", "que"}):
        i -= 1
    return i


def _closed(reading: Reading, filler: Filler, end: int) -> Filler:
    filler.last = _mended_edge(reading, max(filler.last, subtree_end(reading, filler.head)), end)
    return filler


def _mended_edge(reading: Reading, last: int, end: int) -> int:
    """Move an edge that the parser set in mid-phrase on to the next punctuation mark or verb."""
    i = last + 1
    while i < end:
        token, word = reading.tokens[i], reading.words[i]
        if word in QUOTES or not word:
            i += 1
            continue
        if token.is_punct or token.pos_ in VERBAL | {"CCONJ", "SCONJ", "PRON"}:
            break
        if token.pos_ in {"ADP", "DET", "NOUN", "PROPN", "ADJ", "ADV", "NUM"} and token.head.i <= last:
            break
        last = i
        i += 1
    return last


def before_next_finite(reading: Reading, verb: int, last: int) -> int:
    """Cut a phrase before *et* / comma + finite verb that shares the cue's subject, not the phrase's."""
    doc = reading.tokens
    for i in range(verb + 1, last):
        if reading.words[i] not in {"et", "and"} or i + 1 > last:
            continue
        following = reading.next_word(i)
        if following is None or following > last:
            continue
        token = doc[following]
        if token.pos_ in VERBAL and token.morph.get("VerbForm", []) == ["Fin"] and token.head.i < verb:
            return i - 1
    return last


def modified_noun(reading: Reading, match: CueMatch, *, wide: bool) -> list[Filler]:
    """Return the noun phrase that an adjective, participle or adjunct qualifies: subject, head noun or neighbour."""
    doc, head = reading.tokens, match.head
    token = doc[head]
    cop = [c for c in token.children if c.dep_ in {"cop", "aux:pass", "aux:tense"}]
    if cop or token.dep_ == "xcomp":
        carrier = verb_group(reading, cop[0].i if cop else token.head.i)
        found = _predicate_subject(reading, token, carrier)
        if found:
            return [noun_phrase(reading, f.head, wide=wide) if wide and f.kind == "noun" else f for f in found]
    noun = token.head if token.dep_ in {"amod", "acl", "nmod", "advmod", "appos", "obl:mod"} else None
    if noun is None or noun.pos_ not in NOMINAL or abs(noun.i - head) > 12:
        noun = _near_noun(reading, match)
    if noun is None:
        return []
    filler = noun_phrase(reading, noun.i, wide=wide)
    if filler.first <= match.first and match.last <= filler.last:
        if match.last == filler.last or match.first - filler.first > 2:
            filler.last = match.first - 1 if match.last == filler.last else filler.last
        elif match.first == filler.first:
            filler.first = match.last + 1
    return [filler] if filler.first <= filler.last else []


def _predicate_subject(reading: Reading, token: object, carrier: VerbGroup) -> list[Filler]:
    for child in reading.tokens[token.i].children:  # type: ignore[attr-defined]
        if child.dep_.startswith("nsubj"):
            return nominal(reading, child.i) if child.pos_ in NOMINAL else [Filler(child.i, child.i, child.i, "clitic")]
    return subject(reading, carrier)


def _near_noun(reading: Reading, match: CueMatch):
    for i in (reading.previous_word(match.first), reading.next_word(match.last)):
        if i is not None and reading.tokens[i].pos_ in NOMINAL:
            return reading.tokens[head_of_phrase(reading, i)] if i < match.first else reading.tokens[i]
    return None


def possessor(reading: Reading, head: int) -> list[Filler]:
    """Return the possessive determiner of a noun, or its complement in *de* that names an animate."""
    for child in reading.tokens[head].children:
        if child.i < head and reading.words[child.i] in reading.grammar["possessive"]:
            return [Filler(child.i, child.i, child.i, "clitic", "possessive")]
    for child in reading.tokens[head].children:
        if child.dep_ == "nmod:poss":  # Riga's accusations
            return nominal(reading, child.i)
    for child in reading.tokens[head].children:
        if child.i < head or not child.dep_.startswith(("nmod", "obl")) or child.pos_ not in NOMINAL:
            continue
        if any(reading.words[c.i] in reading.rules.forms(("de",)) for c in child.children if c.dep_ == "case"):
            return nominal(reading, child.i)
    return []


__all__ = ["conjuncts", "head_after", "infinitives", "object_after", "prepositional"]
