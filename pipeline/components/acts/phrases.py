"""Spans of noun phrases, infinitives and clauses, after the annotation guide (part D, U3)."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.components.acts.reading import NOMINAL, QUOTES, VERBAL, Reading

LEFT_OUT = frozenset({"case", "mark", "cc", "punct", "expl:subj"})
LEFT_CUT = frozenset({"conj", "acl:relcl", "nsubj", "advcl"})
CUT = frozenset({"acl:relcl", "conj", "parataxis", "ccomp", "advcl", "appos", "dislocated", "nsubj", "obj", "advmod"})
EDGE = frozenset('.,;:!?…«»"“”„‟‹›()[]–—-·•*')
BREAKS = frozenset({",", ";", ":", "–", "—"})
INCISE = frozenset({",", "»", "”", '"'})
HEADS = NOMINAL | {"ADJ"}
OWN_PHRASE = frozenset({"nsubj", "obj", "appos", "conj"})


@dataclass(slots=True)
class Filler:
    """A candidate filler of a role: tokens ``first``..``last`` (inclusive), head token, how it was found."""

    first: int
    last: int
    head: int
    kind: str = "noun"
    resolution: str = "span"
    path: str = ""

    def copy(self) -> Filler:
        """Return a filler of its own with the same values."""
        return Filler(self.first, self.last, self.head, self.kind, self.resolution, self.path)


def char_span(reading: Reading, first: int, last: int) -> tuple[int, int] | None:
    """Return the character span of tokens ``first``..``last`` without punctuation, quotes and space at its edges."""
    text = reading.text
    start, end = reading.starts[first], reading.stops[last]
    while start < end and (text[start] in EDGE or text[start].isspace()):
        start += 1
    while (
        end > start
        and (text[end - 1] in EDGE or text[end - 1].isspace())
        and not (text[end - 1] == ")" and "(" in text[start:end])
    ):
        end -= 1
    return (start, end) if start < end else None


def noun_phrase(reading: Reading, head: int, *, wide: bool = False) -> Filler:
    """Return the maximal noun phrase of a head: without preposition, relative clause, comma apposition, conjuncts.

    ``wide`` keeps relative clauses and what else depends on it (for the content of an act).
    """
    floor, ceiling = reading.bounds(head)
    last = _wide_edge(reading, head, ceiling) if wide else _right_edge(reading, head, ceiling)
    return Filler(_left_edge(reading, head, floor), last, head)


def _left_edge(reading: Reading, head: int, floor: int) -> int:
    first, words, dep = head, reading.words, reading.dep
    for child in reversed(reading.children[head]):
        if child > head:
            continue
        if dep[child] in LEFT_OUT or child < floor:
            if dep[child] == "punct" and words[child] and words[child] not in QUOTES and not _is_hyphen(reading, child):
                break
            continue
        if dep[child] in LEFT_CUT or reading.pos[child] in VERBAL:
            break
        if dep[child] == "advmod" and child < first - 1:
            break
        first = min(first, _left_edge(reading, child, floor))
    return first


def _is_hyphen(reading: Reading, i: int) -> bool:
    """Whether a punctuation mark joins what stands on either side without space: *secretary-general*."""
    joined = reading.words[i] == "-" and 0 < i < len(reading.words) - 1
    return joined and reading.stops[i - 1] == reading.starts[i] == reading.starts[i + 1] - 1


def _right_edge(reading: Reading, head: int, ceiling: int) -> int:
    last, words, dep, pos = head, reading.words, reading.dep, reading.pos
    for child in reading.children[head]:
        if child < head:
            continue
        if child >= ceiling:
            break
        if words[child] in reading.grammar["possessive_mark"] and dep[child] == "case":
            continue
        if dep[child] == "punct" or not words[child]:
            if words[child] in BREAKS:
                break
            continue
        if child == last + 2 and reading.words[last + 1] == "-" and reading.stops[last] == reading.starts[child] - 1:
            last = child  # loi-cadre
            continue
        if _is_acronym_in_brackets(reading, child):
            last = child + 1
            continue
        if dep[child] in CUT or reading.is_a(reading.left_edge(child), "relative"):
            if dep[child] == "conj" and child - last <= 3 and pos[child] == pos[head] == "ADJ":
                last = max(last, _right_edge(reading, child, ceiling))
                continue
            break
        if dep[child] == "acl" and pos[child] in VERBAL and reading.verb_form[child] != "Part":
            break
        last = max(last, _right_edge(reading, child, ceiling))
    return last


def _is_acronym_in_brackets(reading: Reading, i: int) -> bool:
    words = reading.words
    if not 0 < i < len(words) - 1 or words[i - 1] != "(" or words[i + 1] != ")" or len(words[i]) > 8:
        return False
    return reading.pos[i] == "PROPN" or reading.surface(i).isupper()


def _wide_edge(reading: Reading, head: int, ceiling: int) -> int:
    last, dep, pos = head, reading.dep, reading.pos
    for child in reading.children[head]:
        if not head < child < ceiling or dep[child] == "parataxis":
            continue
        if dep[child] != "conj" or pos[child] == pos[head] == "ADJ":
            last = max(last, min(_wide_edge(reading, child, ceiling), ceiling - 1))
    return last


def subtree_end(reading: Reading, head: int, *, conjuncts: bool = True) -> int:
    """Return the last token of a clause: its right edge in the tree, inside the sentence, without what reports it."""
    dep, children = reading.dep, reading.children
    ceiling = reading.ends[reading.sentence[head]]
    kept, outer = [head], children[head]
    if not conjuncts:
        outer = [child for child in outer if dep[child] != "conj"]
    stack = [outer]
    while stack:
        for child in stack.pop():
            if child < ceiling and dep[child] != "parataxis":
                inner = children[child]
                if not inner:
                    kept.append(child)
                elif not _is_reporting_incise(reading, child):
                    kept.append(child)
                    stack.append(inner)
    return min(max(kept), ceiling - 1)


def _is_reporting_incise(reading: Reading, i: int) -> bool:
    """Whether a verb heads an incise (*, a-t-il dit* ; *, déclare le ministre*) rather than part of the clause."""
    if reading.pos[i] not in VERBAL or reading.dep[i] not in {"advcl", "ccomp", "dep", "conj", "xcomp"}:
        return False
    if not any(reading.is_a(c, "inverted_pronoun") for c in reading.children[i]):
        return False
    edge = reading.left_edge(i)
    return edge == 0 or reading.words[edge - 1] in INCISE or reading.words[edge] in {",", "»"}


def infinitive_phrase(reading: Reading, verb: int) -> Filler:
    """Return an infinitive phrase, from its negation and clitics to its last complement, conjuncts left to others."""
    first, words, grammar = verb, reading.words, reading.grammar
    for i in range(verb - 1, reading.sentence[verb] - 1, -1):
        word = words[i]
        if not word or word in QUOTES:
            continue
        small = word in grammar["negation"] or word in grammar["negative"] or word in grammar["clitic"]
        if not (small and reading.dep[i] != "case") and reading.pos[i] != "ADV" and "inf" not in reading.tags(i):
            break
        first = i
    return Filler(first, subtree_end(reading, verb, conjuncts=False), verb, "infinitive")


def clause(reading: Reading, verb: int, first: int) -> Filler:
    """Return a clause from token ``first`` to the right edge of its verb."""
    return Filler(first, max(first, subtree_end(reading, verb)), verb, "clause")


def head_of_phrase(reading: Reading, i: int) -> int:
    """Return the head noun of the noun phrase that ends at token ``i`` (climbing through its modifiers)."""
    head, floor = reading.head, reading.sentence[i]
    while floor <= head[i] < i and reading.pos[head[i]] in HEADS and reading.dep[i] not in OWN_PHRASE:
        i = head[i]
    return i


def conjuncts(reading: Reading, head: int) -> list[int]:
    """Return a head and the heads coordinated with it to its right, of the same kind."""
    kind = next((kind for kind in (NOMINAL, VERBAL) if reading.pos[head] in kind), frozenset[str]())
    found, queue = [head], [head]
    while queue:
        for child in reading.children[queue.pop(0)]:
            if child > head and reading.dep[child] == "conj" and reading.pos[child] in kind:
                found.append(child)
                queue.append(child)
    return sorted(found)
