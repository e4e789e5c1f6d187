"""Infinitives and clauses that complement a cue, coordinated ones apart: by order, with the tree for their edges."""

from __future__ import annotations

from pipeline.components.acts.complements import REACH, STOPS
from pipeline.components.acts.phrases import Filler, infinitive_phrase, subtree_end
from pipeline.components.acts.reading import QUOTES, VERBAL, Reading
from pipeline.rules.paradigm import any_tag

PUNCTUATION_JOINERS = frozenset({",", ";", ":", "•", "-", "–", "—"})
EDGE_POS = VERBAL | {"CCONJ", "SCONJ", "PRON"}
OPEN_POS = frozenset({"ADP", "DET"})  # a phrase does not end with one of these
REACH_OF_PARENTHESIS = 10
PHRASE_POS = frozenset({"ADP", "DET", "NOUN", "PROPN", "ADJ", "ADV", "NUM"})


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
        if not heads and reading.dep[i] == "conj" and reading.verb_form[i] == "Fin" and reading.pos[i] == "VERB":
            break
        if reading.words[i] not in words or reading.is_a(i, "contracted"):  # au pouvoir: a noun
            continue
        verb = infinitive_at(reading, i + 1, end)
        if verb is not None and (not heads or _is_joined(reading, i)):
            heads.append((i, verb))
    return _items(reading, heads, end, "infinitive")


def _is_joined(reading: Reading, i: int) -> bool:
    before = reading.previous_word(i)
    return before is not None and _is_joiner(reading, before)


def _is_joiner(reading: Reading, i: int) -> bool:
    return reading.words[i] in PUNCTUATION_JOINERS or reading.is_a(i, "joiner")


def infinitive_at(reading: Reading, start: int, end: int) -> int | None:
    """Return the infinitive (with its clitics and negation before it) that starts at token ``start``."""
    grammar = reading.grammar
    for i in range(start, min(end, start + 9)):
        word = reading.words[i]
        if not word or word in QUOTES:
            continue
        if reading.is_infinitive(i):
            return _lexical(reading, i, end)
        small = word in grammar["negation"] or word in grammar["negative"] or word in grammar["clitic"]
        if not small and reading.pos[i] != "ADV" and word != ",":
            return None
    return None


def _lexical(reading: Reading, i: int, end: int) -> int:
    """Return the participle of a compound infinitive (*avoir menti*), else the infinitive."""
    if not reading.is_a(i, "infinitive_auxiliary"):
        return i
    for j in range(i + 1, min(end, i + 5)):
        if any_tag(reading.tags(j), "part.past"):
            return j
        if reading.pos[j] == "VERB" and reading.verb_form[j] == "Part":
            return j
        if reading.words[j] and reading.words[j] not in QUOTES and reading.pos[j] != "ADV":
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
            if heads and not _is_joined(reading, i):
                continue
            if not heads and i > last + 2 and _is_relative_object(reading, i):
                continue
            verb = clause_verb(reading, i, end)
            if verb is not None:
                heads.append((i, verb))
        elif not heads and reading.pos[i] == "VERB" and reading.dep[i] in {"xcomp", "conj", "ccomp"}:
            break
    return _items(reading, heads, end, "clause")


def _is_relative_object(reading: Reading, i: int) -> bool:
    """Whether *que* is taken for a relative object; before a pronoun (*… qu'elles viennent*) it may well not be."""
    following = reading.next_word(i)
    if reading.pos[i] != "PRON" or reading.dep[i] != "obj":
        return False
    return following is None or not reading.is_a(following, "subject_pronoun")


def clause_verb(reading: Reading, marker: int, end: int) -> int | None:
    """Return the main verb of the clause that token ``marker`` introduces."""
    head = reading.head[marker]
    verbal = reading.pos[head] in VERBAL or any(reading.dep[c] == "cop" for c in reading.children[head])
    if marker < head < end and verbal:
        return head
    for i in range(marker + 1, end):
        if reading.pos[i] == "VERB" and not reading.dep[i].startswith("acl"):
            return i
    return None


def _items(reading: Reading, heads: list[tuple[int, int]], end: int, kind: str) -> list[Filler]:
    """Make one filler per introduced phrase: each ends where the next begins, the last with the widest edge."""
    fillers: list[Filler] = []
    for n, (marker, verb) in enumerate(heads):
        if n + 1 < len(heads):
            last = without_joiners(reading, heads[n + 1][0] - 1, marker)
        else:
            last = max(subtree_end(reading, verb), verb)
            if reading.dep[verb] == "amod":  # of sheltering rebels, taken for an adjective
                last = max(last, subtree_end(reading, reading.head[verb]))
            last = _over_parenthesis(reading, verb, last, end) if kind == "infinitive" else last
            last = _mended_edge(reading, last, end)
            last = before_next_finite(reading, verb, last) if kind == "infinitive" else last
        fillers.append(Filler(marker + 1, max(last, verb), verb, kind))
    return fillers


def without_joiners(reading: Reading, i: int, floor: int) -> int:
    """Return the last token before ``i`` (or ``i``) that is no conjunction, punctuation or adverb between items."""
    while i > floor and (not reading.words[i] or _is_joiner(reading, i) or reading.is_a(i, "item_edge")):
        i -= 1
    return i


def _closed(reading: Reading, filler: Filler, end: int) -> Filler:
    filler.last = _mended_edge(reading, max(filler.last, subtree_end(reading, filler.head)), end)
    return filler


def _over_parenthesis(reading: Reading, verb: int, last: int, end: int) -> int:
    """Go on behind what stands between commas after a verb that still lacks its object: *garantir, ici, l'accès*."""
    if last != verb or last + 1 >= end or reading.words[last + 1] != ",":
        return last
    for i in range(last + 2, min(end - 1, last + REACH_OF_PARENTHESIS)):
        if reading.words[i] == ",":
            following = reading.next_word(i)
            opens = following is not None and reading.pos[following] in {"DET", "NOUN", "PROPN", "NUM"}
            return max(i + 1, subtree_end(reading, reading.head[following])) if opens and following else last
        if reading.pos[i] in VERBAL:
            break
    return last


def _mended_edge(reading: Reading, last: int, end: int) -> int:
    """Move an edge that the parser set in mid-phrase on to the next punctuation mark or verb."""
    for i in range(last + 1, end):
        word, pos = reading.words[i], reading.pos[i]
        if word in QUOTES or not word:
            continue
        if reading.is_punct[i]:
            break
        if reading.pos[last] not in OPEN_POS and not _is_causative(reading, last, i):
            if pos in EDGE_POS:
                break
            if pos in PHRASE_POS and reading.head[i] <= last:
                break
        last = i
    return last


def _is_causative(reading: Reading, last: int, i: int) -> bool:
    """Whether a phrase would end between *faire* and its infinitive."""
    return reading.is_infinitive(last) and reading.pos[last] in VERBAL and reading.is_infinitive(i)


def before_next_finite(reading: Reading, verb: int, last: int) -> int:
    """Cut a phrase before *et* / comma + finite verb that shares the cue's subject, not the phrase's."""
    performing = reading.rules.classes.get("performative_verb", frozenset())  # call on X to … and urge Y to …
    for i in range(verb + 1, last):
        if not reading.is_a(i, "coordinator"):
            continue
        following = reading.next_word(i)
        if following is None or following > last:
            continue
        while following < last and (reading.is_a(following, "clitic") or reading.is_a(following, "negation")):
            following += 1
        governor = reading.head[following]
        finite = reading.pos[following] in VERBAL and reading.verb_form[following] == "Fin"
        finite = finite or (reading.pos[following] in VERBAL and reading.words[following] in performing)
        if finite and (governor < verb or (governor < i and reading.verb_form[governor] in {"Inf", "Part"})):
            return i - 1
    return last
